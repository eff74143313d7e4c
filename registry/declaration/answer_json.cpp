#include "registry/declaration/answer_json.hpp"

#include "foundation/base/overloaded.hpp"

namespace tnung::registry {

namespace {

std::optional<std::string> text_in(const json::Object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    if (!value || !value->is_string()) return std::nullopt;
    return std::string(value->get_string());
}

std::optional<std::int64_t> number_in(const json::Object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    if (!value || !value->is_int64() || value->get_int64() < 0) return std::nullopt;
    return value->get_int64();
}

std::optional<Answer> from_object(FieldType type, const json::Object& object)
{
    switch (type) {
    case FieldType::quantity: {
        const auto text = text_in(object, "text");
        if (!text) return std::nullopt;
        return Quantity{*text, number_in(object, "hundredths")};
    }
    case FieldType::certificate: {
        if (object.if_contains("none")) return Certificate{.none = true};
        const auto number = text_in(object, "number"), holder = text_in(object, "holder");
        if (!number || !holder) return std::nullopt;
        return Certificate{*number, *holder, false};
    }
    case FieldType::currency: {
        const auto hundredths = number_in(object, "hundredths");
        const auto code = text_in(object, "code");
        if (!hundredths || !code) return std::nullopt;
        return Currency{*hundredths, *code};
    }
    case FieldType::value: {
        if (const auto reason = text_in(object, "not_determinable"))
            return Value{.reason = *reason};
        const auto dong = number_in(object, "dong");
        if (!dong) return std::nullopt;
        return Value{
            .amount = Money{*dong}, .estimated = object.if_contains("estimated") != nullptr};
    }
    default: return std::nullopt;
    }
}

} // namespace

json::Value to_json(const Answer& answer)
{
    return std::visit(
        Overloaded{
            [](const std::string& text) { return json::Value(text); },
            [](const Day& day) { return json::Value(iso_text(day)); },
            [](const Year& year) { return json::Value(year.number); },
            [](const Area& area) { return json::Value(area.hundredths); },
            [](const Quantity& quantity) {
                json::Object kept{{"text", quantity.text}};
                if (quantity.hundredths) kept["hundredths"] = *quantity.hundredths;
                return json::Value(std::move(kept));
            },
            [](const Certificate& one) {
                return one.none ? json::Value(json::Object{{"none", true}})
                                : json::Value(json::Object{
                                      {"number", one.number}, {"holder", one.holder}});
            },
            [](const Currency& one) {
                return json::Value(json::Object{{"hundredths", one.hundredths}, {"code", one.code}}
                );
            },
            [](const Value& value) {
                if (!value.amount)
                    return json::Value(json::Object{{"not_determinable", value.reason}});
                json::Object kept{{"dong", value.amount->dong}};
                if (value.estimated) kept["estimated"] = true;
                return json::Value(std::move(kept));
            },
            [](const Money& money) { return json::Value(money.dong); }},
        answer
    );
}

std::optional<Answer> answer_from_json(FieldType type, const json::Value& kept)
{
    switch (type) {
    case FieldType::text:
    case FieldType::address:
    case FieldType::identity:
    case FieldType::choice:
        if (!kept.is_string()) return std::nullopt;
        return std::string(kept.get_string());
    case FieldType::date: {
        const auto day =
            kept.is_string() ? parse_iso_day(std::string_view(kept.get_string())) : std::nullopt;
        if (!day) return std::nullopt;
        return *day;
    }
    case FieldType::year:
    case FieldType::area:
    case FieldType::money: {
        if (!kept.is_int64() || kept.get_int64() < 0) return std::nullopt;
        const auto number = kept.get_int64();
        if (type == FieldType::area) return Area{number};
        if (type == FieldType::money) return Money{number};
        return number <= 9999 ? std::optional<Answer>(Year{int(number)}) : std::nullopt;
    }
    case FieldType::quantity:
    case FieldType::certificate:
    case FieldType::currency:
    case FieldType::value:
        if (!kept.is_object()) return std::nullopt;
        return from_object(type, kept.get_object());
    }
    std::abort();
}

} // namespace tnung::registry
