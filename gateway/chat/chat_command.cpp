#include "gateway/chat/chat_command.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/citizen/typed_code.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tnung::gateway {

namespace {

using Kind = ChatCommand::Kind;

constexpr std::size_t text_bytes_max = 4000; // 2,000 characters at Zalo

/// What our own buttons and menu say, then what people type, folded. The first that begins the
/// text counts for the former, the whole text for the latter.
constexpr std::array<std::pair<std::string_view, Kind>, 14> buttons = {{
    {"#hoso", Kind::my_dossiers},
    {"#noiso", Kind::link},
    {"#bonoi", Kind::unlink},
    {"#sodanoi", Kind::numbers},
    {"#trogiup", Kind::help},
    {"#ngonngu", Kind::language},
    {"#gapcanbo", Kind::talk},
    {"#khongphaitoi", Kind::not_me},
    {"#dungkhongphaitoi", Kind::yes_not_me},
    {"#thoi", Kind::cancel},
    {"#dulieu", Kind::my_data},
    {"#xoadulieu", Kind::erase},
    {"#dungxoadulieu", Kind::yes_erase},
    {"#giudulieu", Kind::keep},
}};

constexpr std::array<std::pair<std::string_view, Kind>, 50> phrases = {{
    {"xin chao", Kind::greeting},
    {"chao", Kind::greeting},
    {"hello", Kind::greeting},
    {"hi", Kind::greeting},
    {"alo", Kind::greeting},
    {"menu", Kind::greeting},
    {"bat dau", Kind::greeting},
    {"help", Kind::help},
    {"tro giup", Kind::help},
    {"giup", Kind::help},
    {"huong dan", Kind::help},
    {"?", Kind::help},
    {"ho so", Kind::my_dossiers},
    {"ho so cua toi", Kind::my_dossiers},
    {"my dossiers", Kind::my_dossiers},
    {"dossiers", Kind::my_dossiers},
    {"tra cuu", Kind::my_dossiers},
    {"noi so", Kind::link},
    {"noi so dien thoai", Kind::link},
    {"lien ket", Kind::link},
    {"lien ket so", Kind::link},
    {"dang ky", Kind::link},
    {"link", Kind::link},
    {"link number", Kind::link},
    {"so da noi", Kind::numbers},
    {"numbers", Kind::numbers},
    {"cai dat", Kind::numbers},
    {"settings", Kind::numbers},
    {"gap can bo", Kind::talk},
    {"gap nguoi", Kind::talk},
    {"noi chuyen", Kind::talk},
    {"can bo", Kind::talk},
    {"tu van", Kind::talk},
    {"talk", Kind::talk},
    {"human", Kind::talk},
    {"khong phai toi", Kind::not_me},
    {"not me", Kind::not_me},
    {"nham so", Kind::not_me},
    {"khong phai ho so cua toi", Kind::not_me},
    {"thoi", Kind::cancel},
    {"huy", Kind::cancel},
    {"cancel", Kind::cancel},
    {"stop", Kind::cancel},
    {"english", Kind::language},
    {"tieng viet", Kind::language},
    {"du lieu cua toi", Kind::my_data},
    {"my data", Kind::my_data},
    {"xoa du lieu", Kind::erase},
    {"xoa du lieu cua toi", Kind::erase},
    {"delete my data", Kind::erase},
}};

std::string without_marks_at_end(std::string folded)
{
    while (folded.size() > 1 &&
           std::string_view(".!,…").find(folded.back()) != std::string_view::npos)
        folded.pop_back();
    return folded;
}

std::string digits_of(std::string_view text)
{
    std::string digits;
    for (const char c : text)
        if (c >= '0' && c <= '9') digits.push_back(c);
    return digits;
}

bool is_only_digits_and_blanks(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789 .-") == std::string_view::npos;
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// A code anywhere in the text: "cho hỏi H21.12.34 - 261124 - 0007 tới đâu", or in an address that
/// a QR carried. Each hyphen may be the code's first: before it the agency, after it date, hyphen,
/// number, with blanks around the hyphens.
std::optional<DossierCode> code_within(std::string_view text, Day today)
{
    const auto flat = text::unaccented(text::clean(text));
    const auto blanks_from = [&](std::size_t at) {
        while (at < flat.size() && flat[at] == ' ') ++at;
        return at;
    };
    const auto digits_from = [&](std::size_t at) {
        while (at < flat.size() && is_digit(flat[at])) ++at;
        return at;
    };
    for (auto hyphen = flat.find('-'); hyphen != std::string::npos;
         hyphen = flat.find('-', hyphen + 1)) {
        auto end = hyphen;
        while (end > 0 && flat[end - 1] == ' ') --end;
        auto begin = end;
        while (begin > 0 && (std::isalnum(static_cast<unsigned char>(flat[begin - 1])) ||
                             flat[begin - 1] == '.' || flat[begin - 1] == ','))
            --begin;
        const auto date = blanks_from(hyphen + 1);
        const auto date_end = digits_from(date);
        const auto second = blanks_from(date_end);
        if (second >= flat.size() || flat[second] != '-') continue;
        const auto number = blanks_from(second + 1);
        const auto code = parse_dossier_code(
            std::string_view(flat).substr(begin, digits_from(number) - begin), today
        );
        if (code) return *code;
    }
    return std::nullopt;
}

ChatCommand of_button(Kind kind, std::string_view rest, Day today)
{
    ChatCommand command{.kind = kind};
    if (kind == Kind::not_me || kind == Kind::yes_not_me) command.code = code_within(rest, today);
    if (kind == Kind::unlink) {
        const auto number = text::parse_phone(rest);
        command.digits = number ? number->digits : "";
    }
    if (kind == Kind::language)
        command.language = parse_language(trimmed(rest)).value_or(Language::vi);
    return command;
}

} // namespace

ChatCommand parse_chat(std::string_view text, Day today)
{
    if (text.size() > text_bytes_max) return {};
    const auto folded = without_marks_at_end(text::fold(text));
    if (folded.starts_with('#')) {
        const auto end = folded.find(' ');
        const auto word = std::string_view(folded).substr(0, end);
        for (const auto& [name, kind] : buttons)
            if (word == name)
                return of_button(
                    kind, end == std::string::npos ? "" : std::string_view(folded).substr(end + 1),
                    today
                );
    }
    for (const auto& [phrase, kind] : phrases)
        if (folded == phrase) {
            ChatCommand command{.kind = kind};
            if (kind == Kind::language && folded == "english") command.language = Language::en;
            return command;
        }
    if (const auto typed = typed_code::recognised(text))
        return {.kind = Kind::typed_code, .digits = *typed};
    if (const auto code = code_within(text, today)) return {.kind = Kind::dossier, .code = *code};
    if (is_only_digits_and_blanks(folded)) {
        const auto digits = digits_of(folded);
        if (digits.size() == 4 || digits.size() == 6)
            return {.kind = Kind::digits, .digits = digits};
    }
    constexpr std::size_t number_text_max = 20;
    if (folded.size() <= number_text_max)
        if (const auto number = text::parse_phone(folded))
            return {.kind = Kind::number, .digits = number->digits};
    return {};
}

} // namespace tnung::gateway
