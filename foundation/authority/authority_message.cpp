#include "foundation/authority/authority_message.hpp"

#include "foundation/json/json.hpp"

#include <algorithm>
#include <array>

namespace tnung::authority {

namespace {

constexpr std::array<std::string_view, 9> refusals = {"wrong",      "too_often", "signed_out",
                                                      "denied",     "taken",     "not_found",
                                                      "unreadable", "failed",    "grant"};

json::Object object_of(const SignInRequest& request)
{
    const auto& tried = request.tried;
    return {{"act", "sign_in"},   {"login", tried.login},     {"password", tried.password},
            {"code", tried.code}, {"network", tried.network}, {"device", tried.device}};
}
json::Object object_of(const ConfirmRequest& request)
{
    return {
        {"act", "confirm"},
        {"session", request.session},
        {"password", request.password},
        {"code", request.code}};
}
json::Object object_of(const SignOutRequest& request)
{
    return {{"act", "sign_out"}, {"session", request.session}};
}
json::Object object_of(const MakeStaffRequest& request)
{
    return {{"act", "make_staff"},    {"session", request.session},
            {"login", request.login}, {"name", request.name},
            {"role", request.role},   {"unit", request.unit_code.value_or("")}};
}
json::Object object_of(const DisableRequest& request)
{
    return {
        {"act", "disable"},
        {"session", request.session},
        {"staff", request.staff.value},
        {"disabled", request.disabled}};
}
json::Object object_of(const WordRequest& request)
{
    return {
        {"act", "word"},
        {"session", request.session},
        {"word", request.word},
        {"about", request.about}};
}

json::Object object_of(const GiveGrantRequest& request)
{
    return {
        {"act", "give_grant"},
        {"session", request.session},
        {"staff", request.staff.value},
        {"role", request.role},
        {"unit", request.organisation.value_or("")},
        {"from", iso_text(request.from)},
        {"until", request.until ? iso_text(*request.until) : ""}};
}
json::Object object_of(const ChangeGrantRequest& request)
{
    const bool confirms = request.change == ChangeGrantRequest::Change::confirm;
    return {
        {"act", confirms ? "confirm_grant" : "end_grant"},
        {"session", request.session},
        {"grant", request.grant.value}};
}

std::optional<std::string> given(std::string text)
{
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

/// Fields of one object, bytes as they are; what is missing is empty, what is of another kind makes
/// it unreadable.
class Fields {
public:
    explicit Fields(const json::Object& object) : object_(object) {}

    std::string text(std::string_view name)
    {
        const auto* value = object_.if_contains(name);
        if (!value) return {};
        const auto* found = value->if_string();
        readable_ = readable_ && found;
        return found ? std::string(*found) : std::string();
    }
    std::int64_t number(std::string_view name)
    {
        const auto* value = object_.if_contains(name);
        if (!value) return 0;
        const auto* found = value->if_int64();
        readable_ = readable_ && found;
        return found ? *found : 0;
    }
    bool flag(std::string_view name)
    {
        const auto* value = object_.if_contains(name);
        if (!value) return false;
        readable_ = readable_ && value->is_bool();
        return value->is_bool() && value->get_bool();
    }
    /// Nothing where it is empty.
    std::optional<Day> day(std::string_view name)
    {
        const auto written = text(name);
        if (written.empty()) return std::nullopt;
        const auto day = parse_iso_day(written);
        readable_ = readable_ && day;
        return day;
    }
    bool readable() const { return readable_; }

private:
    const json::Object& object_;
    bool readable_ = true;
};

std::optional<json::Object> parse_head(const local_call::Frame& frame)
{
    auto value = json::parse(frame.head, {.bytes_max = limits.head_bytes_max, .depth_max = 2});
    if (!value || !value->is_object()) return std::nullopt;
    return std::move(value->as_object());
}

std::optional<Request> request_of(Fields& fields)
{
    const auto act = fields.text("act");
    if (act == "sign_in")
        return SignInRequest{
            {fields.text("login"), fields.text("password"), fields.text("code"),
             fields.text("network"), fields.text("device")}};
    auto session = fields.text("session");
    if (act == "confirm")
        return ConfirmRequest{std::move(session), fields.text("password"), fields.text("code")};
    if (act == "sign_out") return SignOutRequest{std::move(session)};
    if (act == "make_staff")
        return MakeStaffRequest{
            std::move(session), fields.text("login"), fields.text("name"), fields.text("role"),
            given(fields.text("unit"))};
    if (act == "disable")
        return DisableRequest{
            std::move(session), Id<Staff>{fields.number("staff")}, fields.flag("disabled")};
    if (act == "word")
        return WordRequest{std::move(session), fields.text("word"), fields.number("about")};
    if (act == "give_grant") {
        GiveGrantRequest give{
            .session = std::move(session),
            .staff = Id<Staff>{fields.number("staff")},
            .role = fields.text("role"),
            .organisation = given(fields.text("unit")),
            .until = fields.day("until")};
        const auto from = fields.day("from");
        if (!from) return std::nullopt;
        give.from = *from;
        return give;
    }
    if (act == "confirm_grant" || act == "end_grant")
        return ChangeGrantRequest{
            std::move(session), Id<StaffGrant>{fields.number("grant")},
            act == "end_grant" ? ChangeGrantRequest::Change::end
                               : ChangeGrantRequest::Change::confirm};
    return std::nullopt;
}

} // namespace

local_call::Frame to_frame(const Request& request)
{
    return {json::text(std::visit([](const auto& one) { return object_of(one); }, request)), ""};
}

local_call::Frame to_frame(const Answer& answer)
{
    return {
        json::text(json::Object{
            {"refusal", answer.refusal ? refusals[std::size_t(*answer.refusal)] : ""},
            {"staff", answer.staff.id.value},
            {"login", answer.staff.login},
            {"name", answer.staff.name},
            {"role", answer.staff.role},
            {"unit", answer.staff.unit_code.value_or("")},
            {"token", answer.token},
            {"device", answer.device},
            {"password", answer.password},
            {"totp", answer.totp},
            {"number", answer.number},
            {"grant_refusal",
             answer.grant_refusal ? grant_refusal_name(*answer.grant_refusal) : ""}}),
        ""};
}

std::optional<Request> parse_request(const local_call::Frame& frame)
{
    const auto head = parse_head(frame);
    if (!head) return std::nullopt;
    Fields fields(*head);
    auto request = request_of(fields);
    return fields.readable() ? std::move(request) : std::nullopt;
}

std::optional<Answer> parse_answer(const local_call::Frame& frame)
{
    const auto head = parse_head(frame);
    if (!head) return std::nullopt;
    Fields fields(*head);
    Answer answer;
    if (const auto word = fields.text("refusal"); !word.empty()) {
        const auto* const found = std::ranges::find(refusals, word);
        if (found == refusals.end()) return std::nullopt;
        answer.refusal = Refusal(found - refusals.begin());
    }
    answer.staff = {
        .id = Id<Staff>{fields.number("staff")},
        .login = fields.text("login"),
        .name = fields.text("name"),
        .role = fields.text("role"),
        .unit_code = given(fields.text("unit"))};
    answer.token = fields.text("token");
    answer.device = fields.text("device");
    answer.password = fields.text("password");
    answer.totp = fields.text("totp");
    answer.number = fields.number("number");
    answer.grant_refusal = parse_grant_refusal(fields.text("grant_refusal"));
    if (!fields.readable()) return std::nullopt;
    return answer;
}

} // namespace tnung::authority
