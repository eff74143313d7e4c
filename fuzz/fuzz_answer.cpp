#include "registry/declaration/answer_json.hpp"

#include <array>
#include <cstdlib>

/// The first letters choose a type and how a field was answered, a line end parts text and what
/// stands beside it. What is taken reads the same when typed again and when kept and opened.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace tnung;
    using namespace tnung::registry;
    if (size < 2) return 0;
    constexpr std::array hows = {"", "estimated", "not_determinable", "none"};
    constexpr std::size_t types = std::size_t(FieldType::money) + 1;
    const Node field{
        .path = "a.b",
        .label = "Ô",
        .type = FieldType(data[0] % types),
        .options = {"căn hộ", "nhà ở riêng lẻ"},
        .optional = (data[1] & 4) != 0,
        .none_words = "chưa được cấp"};
    const std::string text(reinterpret_cast<const char*>(data) + 2, size - 2);
    const auto end = text.find('\n');
    const Typed typed{
        .text = text.substr(0, end),
        .how = hows[data[1] % hows.size()],
        .beside = end == std::string::npos ? "" : text.substr(end + 1)};
    const auto today = *parse_iso_day("2026-12-15");
    const auto answer = read_typed(field, typed, today);
    if (!answer) {
        if (answer.error().words.empty()) std::abort();
        return 0;
    }
    if (!*answer) return 0;
    if (printed(field, **answer).empty()) std::abort();
    const auto again = read_typed(field, typed_again(**answer), today);
    if (!again || *again != *answer) std::abort();
    const auto kept = json::parse(json::text(to_json(**answer)));
    if (!kept || answer_from_json(*field.type, *kept) != **answer) std::abort();
    return 0;
}
