#pragma once

#include "foundation/json/json.hpp"
#include "registry/declaration/answer.hpp"

namespace tnung::registry {

/// How an answer is kept inside a sealed record: a text, a number or
/// an object whose names say its type's parts.
json::Value to_json(const Answer& answer);

/// Nothing where it is no answer of that type: a record of another form, or a changed one.
std::optional<Answer> answer_from_json(FieldType type, const json::Value& kept);

} // namespace tnung::registry
