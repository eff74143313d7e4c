#include "sandbox/zalo/zalo_sandbox.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/http/client.hpp"
#include "foundation/testing/data_file.hpp"
#include "sandbox/people/people.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace tnung::sandbox {
namespace {

using ::testing::HasSubstr;

/// The platform as clients of others meet it: over HTTP, by zalo-openapi's words.
class ZaloSandboxTest : public ::testing::Test {
protected:
    ZaloSandboxTest()
    {
        while (!has_zalo_account(phone)) phone = fmt::format("{}", *parse_integer(phone) + 1);
    }

    FakeClock clock{*parse_iso("2026-11-25T09:00:00+07:00")};
    ZaloSandbox zalo{
        {.callback = "https://dvc.example.vn/zalo"},
        clock,
        testing::data_file("zalo-templates.tsv")};
    http::Server server{{}, zalo.lanes(), zalo.routes()};
    http::Client client;
    std::string phone = "84905123410";
    std::string token = "At-demo-01";

    http::Answer call(
        http::Method method, const std::string& path, const std::string& body = "",
        const std::string& type = "application/json"
    )
    {
        return *client.call(
            {.method = method,
             .url = server.origin() + path,
             .headers =
                 {{"access_token", token}, {"Content-Type", type}, {"secret_key", "AppSecretDemo"}},
             .body = body}
        );
    }
    json::Object post(const std::string& path, const std::string& body)
    {
        const auto answer = call(http::Method::post, path, body);
        EXPECT_EQ(answer.status, 200) << path;
        return json::parse(answer.body)->as_object();
    }
    json::Object get(const std::string& path)
    {
        const auto answer = call(http::Method::get, path);
        EXPECT_EQ(answer.status, 200) << path;
        return json::parse(answer.body)->as_object();
    }
    static std::int64_t error(const json::Object& answer) { return answer.at("error").as_int64(); }

    std::string user()
    {
        zalo.follow(phone);
        zalo.say(phone, "xin chào");
        const std::lock_guard lock(zalo.platform().mutex);
        return zalo.platform().user_by_phone(phone)->user_id;
    }
    std::int64_t chat(const std::string& message)
    {
        return error(post(
            "/v3.0/oa/message/cs",
            fmt::format(R"({{"recipient":{{"user_id":"{}"}},"message":{}}})", user(), message)
        ));
    }
    json::Object
    upload(const std::string& kind, const std::string& bytes, const std::string& disposition)
    {
        const auto body = "--x\r\nContent-Disposition: " + disposition +
                          "\r\nContent-Type: application/octet-stream\r\n\r\n" + bytes +
                          "\r\n--x--\r\n";
        return json::parse(call(
                               http::Method::post, "/v2.0/oa/upload/" + kind, body,
                               "multipart/form-data; boundary=x"
                           )
                               .body)
            ->as_object();
    }
    json::Object tokens(const std::string& form)
    {
        return json::parse(call(
                               http::Method::post, "/v4/oa/access_token",
                               "app_id=1234567890123456789&" + form,
                               "application/x-www-form-urlencoded"
                           )
                               .body)
            ->as_object();
    }
};

const std::string jpeg = "\xff\xd8\xff\xe0 picture";

TEST_F(ZaloSandboxTest, CallsThatItDoesNotKnowAreAnsweredLikeOthers)
{
    EXPECT_EQ(error(get("/v2.0/oa/getprofile?data={}")), -209);
    EXPECT_EQ(error(post("/v3.0/oa/nothing", "{}")), -209);
    EXPECT_EQ(error(get("/v3.0/oa/message/cs")), -209) << "another method";
    EXPECT_EQ(error(post("/message/journey/all", "{}")), -106);
    EXPECT_LT(error(post("/v4/oa/nothing", "")), 0);
    token = "other";
    EXPECT_EQ(error(get("/v2.0/oa/getprofile?data={}")), -216);
    EXPECT_EQ(error(post("/message/nothing", "{}")), -124);
}

TEST_F(ZaloSandboxTest, APictureIsOneThatWasUploadedAsOne)
{
    EXPECT_EQ(
        error(upload("image", "only text", "form-data; name=\"file\"; filename=\"a.jpg\"")), -201
    );
    const auto sent = upload("image", jpeg, "form-data; name=file; filename=a.jpg");
    ASSERT_EQ(error(sent), 0) << "names without quotes, as .NET writes them";
    const std::string id(sent.at("data").at("attachment_id").as_string());
    const auto media = [&](const std::string& element) {
        return chat(fmt::format(
            R"({{"text":"x","attachment":{{"type":"template","payload":{{"template_type":"media","elements":[{}]}}}}}})",
            element
        ));
    };
    const auto of_id = [&](const std::string& kind, const std::string& one) {
        return media(fmt::format(R"({{"media_type":"{}","attachment_id":"{}"}})", kind, one));
    };
    EXPECT_EQ(of_id("image", id), 0);
    EXPECT_EQ(of_id("image", "made up"), -100);
    EXPECT_EQ(of_id("gif", id), -100);
    EXPECT_EQ(media(R"({"media_type":"image"})"), -201);
    EXPECT_EQ(
        chat(fmt::format(R"({{"attachment":{{"type":"file","payload":{{"token":"{}"}}}}}})", id)),
        -100
    );
    const auto paper = upload("file", "%PDF-1.4", "form-data; name=\"file\"; filename=\"a.pdf\"");
    ASSERT_EQ(error(paper), 0);
    EXPECT_EQ(
        chat(fmt::format(
            R"({{"attachment":{{"type":"file","payload":{{"token":"{}"}}}}}})",
            std::string(paper.at("data").at("token").as_string())
        )),
        0
    );
    EXPECT_EQ(
        error(upload(
            "image", jpeg + std::string(2 << 20, 'x'),
            "form-data; name=\"file\"; filename=\"a.jpg\""
        )),
        -210
    );
    EXPECT_EQ(
        error(upload(
            "image", jpeg + std::string(7 << 20, 'x'),
            "form-data; name=\"file\"; filename=\"a.jpg\""
        )),
        -210
    );
    const auto renew = tokens("grant_type=refresh_token&refresh_token=Rt-demo-01");
    clock.advance(std::chrono::days(8));
    token = tokens(fmt::format(
                       "grant_type=refresh_token&refresh_token={}",
                       std::string(renew.at("refresh_token").as_string())
                   ))
                .at("access_token")
                .as_string();
    EXPECT_EQ(of_id("image", id), -100) << "older than a week";
}

TEST_F(ZaloSandboxTest, ButtonsHaveThePayloadOfTheirType)
{
    const auto button = [&](const std::string& type, const std::string& payload) {
        return chat(fmt::format(
            R"({{"text":"x","attachment":{{"type":"template","payload":{{"buttons":[{{"title":"a","type":"{}","payload":{}}}]}}}}}})",
            type, payload
        ));
    };
    EXPECT_EQ(button("oa.open.url", R"({"url":"https://dvc.example.vn"})"), 0);
    EXPECT_EQ(button("oa.query.show", R"("hồ sơ")"), 0);
    EXPECT_EQ(button("oa.open.sms", R"({"content":"a","phone_code":"84905123418"})"), 0);
    EXPECT_EQ(button("oa.open.url", R"("https://dvc.example.vn")"), -201);
    EXPECT_EQ(button("oa.query.show", R"({"url":"x"})"), -201);
    EXPECT_EQ(button("oa.open.page", R"({"url":"x"})"), -201);
}

TEST_F(ZaloSandboxTest, TokensEndAndAreRenewedOnce)
{
    EXPECT_EQ(error(get("/v2.0/oa/getoa")), 0);
    clock.advance(std::chrono::hours(25) + std::chrono::seconds(1));
    EXPECT_EQ(error(get("/v2.0/oa/getoa")), -220);
    EXPECT_EQ(error(get("/message/quota")), -124);
    const auto pair = tokens("grant_type=refresh_token&refresh_token=Rt-demo-01");
    EXPECT_EQ(pair.at("expires_in").as_string(), "90000");
    token = pair.at("access_token").as_string();
    EXPECT_EQ(error(get("/v2.0/oa/getoa")), 0);
    EXPECT_EQ(error(tokens("grant_type=refresh_token&refresh_token=Rt-demo-01")), -14014);
    clock.advance(std::chrono::days(91));
    EXPECT_EQ(
        error(tokens(fmt::format(
            "grant_type=refresh_token&refresh_token={}",
            std::string(pair.at("refresh_token").as_string())
        ))),
        -14014
    );
}

TEST_F(ZaloSandboxTest, AConsentIsChangedForTokensByWhoKnowsTheChallenge)
{
    // RFC 7636, appendix B.
    const std::string challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                      verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const auto consent = [&](const std::string& more) {
        const auto answer = call(
            http::Method::get, "/v4/oa/permission?app_id=1234567890123456789&redirect_uri="
                               "https%3A%2F%2Fdvc.example.vn%2Fzalo&state=a%26b" +
                                   more
        );
        EXPECT_EQ(answer.status, 302);
        const std::string address(http::find_header(answer.headers, "Location"));
        EXPECT_THAT(address, HasSubstr("&oa_id=9000000000000000001&state=a%26b"));
        const auto at = address.find("code=") + 5;
        return address.substr(at, address.find('&', at) - at);
    };
    const auto spend = [&](const std::string& code, const std::string& proof) {
        return tokens("grant_type=authorization_code&code=" + code + "&code_verifier=" + proof);
    };
    EXPECT_LT(error(spend(consent("&code_challenge=" + challenge), "wrong")), 0);
    const auto code = consent("&code_challenge=" + challenge);
    token = spend(code, verifier).at("access_token").as_string();
    EXPECT_EQ(error(get("/v2.0/oa/getoa")), 0);
    EXPECT_LT(error(spend(code, verifier)), 0) << "once";
    const auto old = consent("");
    clock.advance(std::chrono::minutes(11));
    EXPECT_LT(error(spend(old, "")), 0);
    EXPECT_EQ(error(get("/v4/oa/permission?app_id=1&redirect_uri=x")), -14002);
    EXPECT_EQ(error(get("/v4/oa/permission?app_id=1234567890123456789&redirect_uri=x")), -14003);
}

TEST_F(ZaloSandboxTest, AnAnswerNamesTheMessageItAnswers)
{
    user();
    std::string id;
    {
        const std::lock_guard lock(zalo.platform().mutex);
        id = zalo.platform().user_messages.begin()->first;
    }
    const auto answer = [&](const std::string& to) {
        return error(post(
            "/v3.0/oa/message/cs",
            fmt::format(R"({{"recipient":{{"message_id":"{}"}},"message":{{"text":"chào"}}}})", to)
        ));
    };
    for (int i = 0; i < 8; ++i) EXPECT_EQ(answer(id), 0);
    EXPECT_EQ(answer(id), -211);
    EXPECT_EQ(answer("made up"), -201);
    EXPECT_EQ(
        error(post(
            "/v2.0/oa/message",
            fmt::format(
                R"({{"sender_action":{{"react_icon":"/-heart","react_message_id":"{}"}}}})", id
            )
        )),
        0
    );
    EXPECT_EQ(
        error(post("/v2.0/oa/message", R"({"recipient":{"user_id":"1"},"message":{"text":"x"}})")),
        -240
    );
}

TEST_F(ZaloSandboxTest, PeopleHavePicturesAndTheFormTheyFilledIn)
{
    zalo.set_photo_origin(server.origin());
    const auto id = user();
    zalo.share_number(phone, phone);
    const auto detail =
        get("/v3.0/oa/user/detail?data=" + http::url_encoded("{\"user_id\":\"" + id + "\"}"));
    ASSERT_EQ(error(detail), 0);
    const std::string picture(detail.at("data").at("avatars").at("240").as_string());
    EXPECT_EQ(
        call(http::Method::get, picture.substr(server.origin().size())).body.substr(1, 3), "PNG"
    );
    EXPECT_EQ(detail.at("data").at("shared_info").at("phone").as_string(), phone);
    EXPECT_TRUE(detail.at("data").at("shared_info").as_object().contains("district"));
    EXPECT_EQ(error(post("/v2.0/oa/deletefollowerinfo", "{\"user_id\":\"" + id + "\"}")), 0);
    EXPECT_EQ(
        error(get("/v2.0/oa/listrecentchat?data=%7B%22offset%22%3A0%2C%22count%22%3A5%7D")), 0
    );
}

TEST_F(ZaloSandboxTest, TemplatesAreListedSampledAndSentToAPlus)
{
    const auto all = get("/template/all?offset=0&limit=2&status=1");
    EXPECT_EQ(all.at("data").as_array().size(), 2u);
    EXPECT_GT(all.at("metadata").at("total").as_int64(), 2);
    EXPECT_EQ(get("/template/all?filterPreset=1").at("metadata").at("total").as_int64(), 0);
    EXPECT_EQ(error(get("/template/all?limit=101")), -132);
    const auto sample = get("/template/sample-data?template_id=410004").at("data").as_object();
    const auto sent = post(
        "/message/template",
        fmt::format(
            R"({{"phone":"+{}","template_id":"410004","tracking_id":"t1","template_data":{}}})",
            phone, json::text(sample)
        )
    );
    ASSERT_EQ(error(sent), 0) << json::text(sent);
    EXPECT_EQ(zalo.received().back().phone, phone);
    const std::string id(sent.at("data").at("msg_id").as_string());
    const auto status = get("/message/status?message_id=" + id);
    EXPECT_EQ(status.at("data").at("status").as_int64(), 1);
    EXPECT_TRUE(status.at("data").as_object().contains("delivery_time"));
    EXPECT_EQ(error(get("/message/status")), -107);
    EXPECT_EQ(get("/message/quota").at("data").at("remainingQuota").as_string(), "49999");
    clock.advance(std::chrono::hours(24));
    EXPECT_EQ(get("/message/quota").at("data").at("remainingQuota").as_string(), "50000");
    EXPECT_FALSE(
        get("/template/info/v2?template_id=410004").at("data").at("listButtons").as_array().empty()
    );
}

} // namespace
} // namespace tnung::sandbox
