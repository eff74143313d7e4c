#include "gateway/chat/chat_command.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/citizen/typed_code.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

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

constexpr std::array<std::pair<std::string_view, Kind>, 57> phrases = {{
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
    {"sai so", Kind::not_me},
    {"nham nguoi", Kind::not_me},
    {"gui nham", Kind::not_me},
    {"khong phai la toi", Kind::not_me},
    {"khong phai cua toi", Kind::not_me},
    {"day khong phai ho so cua toi", Kind::not_me},
    {"this is not me", Kind::not_me},
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

/// Marks, brackets, quotes and pictures around what is said change nothing.
std::string_view without_marks_around(std::string_view folded)
{
    const auto says = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    const auto first = std::ranges::find_if(folded, says);
    if (first == folded.end()) return folded;
    const auto button = folded.find('#');
    const auto begin = std::min(std::size_t(first - folded.begin()), button);
    const auto end =
        folded.size() -
        std::size_t(std::ranges::find_if(folded.rbegin(), folded.rend(), says) - folded.rbegin());
    return folded.substr(begin, end - begin);
}

/// Without the words of courtesy around it, which change nothing: "dạ không phải tôi ạ!".
std::string without_courtesy(std::string text)
{
    std::erase(text, ',');
    std::string_view folded = text;
    constexpr std::array<std::string_view, 5> before = {
        "da ", "vang ", "alo ", "xin loi ", "toi muon "};
    constexpr std::array<std::string_view, 8> after = {" a",  " nhe", " nha", " dau",
                                                       " oi", " roi", " voi", " cam on"};
    for (bool again = true; again;) {
        again = false;
        folded = without_marks_around(folded);
        for (const auto word : before)
            if (folded.starts_with(word)) {
                folded.remove_prefix(word.size());
                again = true;
            }
        for (const auto word : after)
            if (folded.ends_with(word)) {
                folded.remove_suffix(word.size());
                again = true;
            }
    }
    return std::string(folded);
}

const std::pair<std::string_view, Kind>* phrase_of(std::string_view folded)
{
    const auto found =
        std::ranges::find(phrases, folded, [](const auto& one) { return one.first; });
    return found == phrases.end() ? nullptr : &*found;
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
    const auto whole = text::fold(text);
    const auto folded = without_marks_around(whole);
    if (folded.starts_with('#')) {
        const auto end = folded.find(' ');
        const auto word = folded.substr(0, end);
        for (const auto& [name, kind] : buttons)
            if (word == name)
                return of_button(
                    kind, end == std::string_view::npos ? "" : folded.substr(end + 1), today
                );
    }
    const auto* phrase = phrase_of(folded);
    if (!phrase) phrase = phrase_of(without_courtesy(std::string(folded)));
    if (phrase) {
        ChatCommand command{.kind = phrase->second};
        if (phrase->first == "english") command.language = Language::en;
        return command;
    }
    if (const auto typed = typed_code::recognised(text))
        return {.kind = Kind::typed_code, .digits = *typed};
    if (const auto code = code_within(text::unaccented(text), today))
        return {.kind = Kind::dossier, .code = *code};
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

std::optional<std::string> lone_digits(std::string_view text, std::size_t count)
{
    if (text.size() > text_bytes_max) return std::nullopt;
    const auto groups_of = [&](std::string_view joining) {
        std::vector<std::string> groups;
        std::string group;
        for (std::size_t i = 0; i <= text.size(); ++i) {
            if (i < text.size() && is_digit(text[i])) {
                group.push_back(text[i]);
                continue;
            }
            const bool joins = !group.empty() && i + 1 < text.size() && is_digit(text[i + 1]) &&
                               joining.find(text[i]) != std::string_view::npos;
            if (joins) continue;
            if (group.size() == count) groups.push_back(group);
            group.clear();
        }
        return groups;
    };
    for (const auto* joining : {"", " .-"})
        if (const auto groups = groups_of(joining); groups.size() == 1) return groups.front();
    return std::nullopt;
}

} // namespace tnung::gateway
