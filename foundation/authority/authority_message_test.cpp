#include "foundation/authority/authority_message.hpp"

#include <gtest/gtest.h>

namespace tnung::authority {
namespace {

TEST(AuthorityMessage, SaysTheSameOnTheOtherSide)
{
    const auto tried = std::get<SignInRequest>(
        *parse_request(to_frame(SignInRequest{{"duyen", "mật khẩu", "123456", "10.0.0.0", "máy"}}))
    );
    EXPECT_EQ(tried.tried.password, "mật khẩu");
    EXPECT_EQ(tried.tried.device, "máy");
    const auto made = std::get<MakeStaffRequest>(*parse_request(to_frame(MakeStaffRequest{
        "phiên", "hoa", "Rơ Châm H’Hoa", "clerk", "23575"})));
    EXPECT_EQ(made.name, "Rơ Châm H’Hoa");
    EXPECT_EQ(made.unit_code, "23575");
    const auto of_the_province = std::get<MakeStaffRequest>(*parse_request(
        to_frame(MakeStaffRequest{"phiên", "hoa", "H’Hoa", "operator", std::nullopt})
    ));
    EXPECT_FALSE(of_the_province.unit_code);
    const auto disable = std::get<DisableRequest>(
        *parse_request(to_frame(DisableRequest{"phiên", Id<Staff>{7}, true}))
    );
    EXPECT_EQ(disable.staff.value, 7);
    EXPECT_TRUE(disable.disabled);
    const auto word =
        std::get<WordRequest>(*parse_request(to_frame(WordRequest{"phiên", "correct_number", 9})));
    EXPECT_EQ(word.about, 9);
    Answer answer;
    answer.refusal = Refusal::too_often;
    answer.token = "t";
    EXPECT_EQ(parse_answer(to_frame(answer))->refusal, Refusal::too_often);
    EXPECT_EQ(parse_answer(to_frame(answer))->token, "t");
}

TEST(AuthorityMessage, WhatIsOfAnotherKindIsNoRequest)
{
    for (const char* head :
         {"", "[]", "{}", R"({"act":"make_session"})", R"({"act":"sign_in","login":7})",
          R"({"act":"disable","session":"x","staff":"7"})",
          R"({"act":"disable","session":"x","staff":7,"disabled":"no"})",
          R"({"act":"sign_out","session":["x"]})"})
        EXPECT_FALSE(parse_request({head, ""})) << head;
    EXPECT_FALSE(parse_answer({R"({"refusal":"perhaps"})", ""}));
}

} // namespace
} // namespace tnung::authority
