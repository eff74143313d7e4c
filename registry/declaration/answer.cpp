#include "registry/declaration/answer.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/overloaded.hpp"
#include "foundation/text/money_text.hpp"
#include "foundation/text/number_text.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tnung::registry {

namespace {

constexpr std::string_view estimated_word = "estimated", not_determinable_word = "not_determinable",
                           none_word = "none";
constexpr std::int64_t hundredths_max = 1'000'000'000'000'000;
constexpr std::size_t short_reason = 3;

using Read = Result<std::optional<Answer>, AnswerProblem>;

auto problem(std::string words)
{
    return refuse(AnswerProblem{std::move(words)});
}

/// `1.234,5`, `1234.5`, `120`. Nothing where it is no such number, or may be either of two
/// (`1,250`).
std::optional<std::int64_t> parse_hundredths(std::string_view text)
{
    constexpr std::int64_t billionths = 10'000'000;
    const auto read = text::read_number(text);
    if (read.readings.empty() || (read.readings.size() == 2 && !read.by_point)) return std::nullopt;
    const auto number = read.readings[0].billionths;
    if (number % billionths != 0 || number / billionths > hundredths_max) return std::nullopt;
    return std::int64_t(number / billionths);
}

/// Either amount, or how one is written.
auto no_amount(const text::NoAmount& why, std::string example)
{
    if (why.perhaps.empty()) return problem(std::move(example));
    return problem(fmt::format("Ghi rõ: {}?", text::which_amount(why)));
}

std::string hundredths_text(std::int64_t hundredths)
{
    auto text = text::grouped(hundredths / 100);
    if (const auto rest = hundredths % 100)
        text += rest % 10 == 0 ? fmt::format(",{}", rest / 10) : fmt::format(",{:02}", rest);
    return text;
}

Read read_value(const Typed& typed, const std::string& text)
{
    if (typed.how == not_determinable_word) {
        const auto reason = text::clean(typed.beside);
        if (text::length(reason) < short_reason)
            return problem("Ghi lý do vì sao không xác định được giá trị.");
        return Answer(Value{.reason = reason});
    }
    const auto amount = text::parse_money(text);
    if (!amount)
        return no_amount(
            amount.error(), "Ghi số tiền, ví dụ 1,2 tỷ hoặc 350.000.000; hoặc chọn “không xác định "
                            "được giá trị”."
        );
    return Answer(Value{.amount = *amount, .estimated = typed.how == estimated_word});
}

Read read_certificate(const Typed& typed, const std::string& text)
{
    if (typed.how == none_word) return Answer(Certificate{.none = true});
    const auto holder = text::clean(typed.beside);
    if (text.empty())
        return problem("Ghi số giấy chứng nhận, hoặc chọn “chưa được cấp giấy chứng nhận”.");
    if (holder.empty())
        return problem("Ghi tên người được cấp giấy, hoặc người đại diện nếu là giấy chung.");
    return Answer(Certificate{.number = text, .holder = holder});
}

Read read_currency(const Typed& typed, const std::string& text)
{
    auto code = text::upper(text::clean(typed.beside));
    if (code.empty()) code = "VND";
    const bool known =
        code.size() == 3 && std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!known) return problem("Chọn loại tiền, ví dụ VND, USD, EUR.");
    if (code == "VND") {
        const auto amount = text::parse_money(text);
        if (!amount)
            return no_amount(amount.error(), "Ghi số tiền, ví dụ 500 triệu hoặc 500.000.000.");
        if (amount->dong > hundredths_max / 100)
            return problem("Số tiền này quá lớn, xin xem lại.");
        return Answer(Currency{amount->dong * 100, code});
    }
    const auto hundredths = parse_hundredths(text);
    if (!hundredths) return problem("Ghi số tiền bằng chữ số, ví dụ 12.500 hoặc 12.500,75.");
    return Answer(Currency{*hundredths, code});
}

/// The number that it begins with. Nothing where it goes on as a fraction, a span or more digits:
/// `1/2 lượng`, `3-5 cây`, `10 000 cây`.
std::optional<std::int64_t> leading_number(std::string_view text)
{
    const auto end = std::min(text.find_first_not_of("0123456789.,"), text.size());
    const auto rest = trimmed(text.substr(end));
    const bool goes_on = !rest.empty() && (rest.front() == '/' || rest.front() == '-' ||
                                           (rest.front() >= '0' && rest.front() <= '9'));
    return end == 0 || goes_on ? std::nullopt : parse_hundredths(text.substr(0, end));
}

std::string without_marks(std::string_view text)
{
    std::string kept;
    for (const char c : text)
        if (c != ' ' && c != '.' && c != '-') kept.push_back(c);
    return kept;
}

/// `QĐ98123456`: letters A to Z and Đ, and at least one digit.
bool is_forces_number(std::string_view number)
{
    constexpr std::string_view crossed_d = "Đ";
    bool digits = false;
    for (std::size_t at = 0; at < number.size();) {
        const char c = number[at];
        const bool letter = c >= 'A' && c <= 'Z', digit = c >= '0' && c <= '9';
        digits = digits || digit;
        if (letter || digit)
            ++at;
        else if (number.substr(at).starts_with(crossed_d))
            at += crossed_d.size();
        else
            return false;
    }
    return digits && number.size() >= 6 && number.size() <= 20;
}

} // namespace

Read read_typed(const Node& field, const Typed& typed, Day today)
{
    const auto text = text::clean(typed.text);
    if (std::max(text::length(text), text::length(typed.beside)) > answer_length_max)
        return problem(fmt::format("Viết ngắn lại, nhiều nhất {} chữ cái.", answer_length_max));
    const auto type = field.type.value();
    const bool said_otherwise = (type == FieldType::value && typed.how == not_determinable_word) ||
                                (type == FieldType::certificate && typed.how == none_word);
    if (text.empty() && !said_otherwise) {
        if (field.optional) return std::optional<Answer>();
        return problem(fmt::format("Ô “{}” chưa có nội dung.", field.label));
    }
    switch (type) {
    case FieldType::text:
    case FieldType::address: return Answer(text);
    case FieldType::choice:
        if (std::ranges::find(field.options, text) == field.options.end())
            return problem("Chọn một trong các mục có sẵn.");
        return Answer(text);
    case FieldType::identity: {
        const auto number = text::upper(without_marks(text));
        // Papers of the army and the police have letters in their numbers (note 3).
        const bool citizens = is_digits(number) && (number.size() == 12 || number.size() == 9);
        const bool forces = !is_digits(number) && is_forces_number(number);
        if (!citizens && !forces)
            return problem(
                "Số căn cước có 12 chữ số; chứng minh nhân dân cũ có 9 chữ số; chứng minh quân "
                "đội, công an thì ghi cả chữ và số."
            );
        return Answer(number);
    }
    case FieldType::date: {
        const auto day = text::parse_typed_day(text);
        if (!day)
            return problem("Ngày này không có hoặc chưa đủ. Ghi ngày, tháng, năm, ví dụ 05/3/1979."
            );
        if (*day > today || *day < *make_day(year_min, 1, 1))
            return problem("Ngày này chưa đến hoặc quá xa, xin xem lại năm.");
        return Answer(*day);
    }
    case FieldType::year: {
        const auto year = parse_integer(text);
        const int now = int(std::chrono::year_month_day(today).year());
        if (!year || *year < year_min || *year > now)
            return problem(fmt::format("Ghi năm gồm 4 chữ số, từ {} đến {}.", year_min, now));
        return Answer(Year{int(*year)});
    }
    case FieldType::area: {
        auto number = text::casefold(text);
        for (const std::string_view unit : {"m²", "m2", "mét vuông"})
            if (number.ends_with(unit))
                number = trimmed(std::string_view(number).substr(0, number.size() - unit.size()));
        const auto hundredths = parse_hundredths(number);
        if (!hundredths || *hundredths == 0)
            return problem(
                "Ghi diện tích bằng mét vuông, ví dụ 120,5. Một sào là 360 hoặc 500 m² tùy "
                "nơi, nên xin ghi ra mét vuông."
            );
        return Answer(Area{*hundredths});
    }
    case FieldType::quantity: return Answer(Quantity{text, leading_number(text)});
    case FieldType::certificate: return read_certificate(typed, text);
    case FieldType::currency: return read_currency(typed, text);
    case FieldType::value: return read_value(typed, text);
    case FieldType::money: {
        const auto amount = text::parse_money(text);
        if (!amount)
            return no_amount(amount.error(), "Ghi số tiền, ví dụ 600 triệu; không có thì ghi 0.");
        return Answer(*amount);
    }
    }
    std::abort();
}

Typed typed_again(const Answer& answer)
{
    return std::visit(
        Overloaded{
            [](const std::string& text) { return Typed{.text = text}; },
            [](const Day& day) { return Typed{.text = date_text(day)}; },
            [](const Year& year) { return Typed{.text = fmt::format("{}", year.number)}; },
            [](const Area& area) { return Typed{.text = hundredths_text(area.hundredths)}; },
            [](const Quantity& quantity) { return Typed{.text = quantity.text}; },
            [](const Certificate& one) {
                return one.none ? Typed{.how = std::string(none_word)}
                                : Typed{.text = one.number, .beside = one.holder};
            },
            [](const Currency& one) {
                return Typed{.text = hundredths_text(one.hundredths), .beside = one.code};
            },
            [](const Value& value) {
                if (!value.amount)
                    return Typed{.how = std::string(not_determinable_word), .beside = value.reason};
                return Typed{
                    .text = text::grouped(value.amount->dong),
                    .how = std::string(value.estimated ? estimated_word : "")};
            },
            [](const Money& money) { return Typed{.text = text::grouped(money.dong)}; }},
        answer
    );
}

std::string printed(const Node& field, const Answer& answer)
{
    return std::visit(
        Overloaded{
            [](const std::string& text) { return text; },
            [](const Day& day) { return date_text(day); },
            [](const Year& year) { return fmt::format("{}", year.number); },
            [](const Area& area) { return hundredths_text(area.hundredths) + " m²"; },
            [](const Quantity& quantity) { return quantity.text; },
            [&](const Certificate& one) {
                return one.none ? field.none_words
                                : fmt::format("số {}, cấp cho {}", one.number, one.holder);
            },
            [](const Currency& one) {
                return one.code == "VND"
                           ? text::grouped(one.hundredths / 100) + " đồng"
                           : fmt::format("{} {}", hundredths_text(one.hundredths), one.code);
            },
            [](const Value& value) {
                if (!value.amount) return "không xác định được giá trị: " + value.reason;
                return text::grouped(value.amount->dong) + " đồng" +
                       (value.estimated ? " (giá trị ước tính)" : "");
            },
            [](const Money& money) { return text::grouped(money.dong) + " đồng"; }},
        answer
    );
}

} // namespace tnung::registry
