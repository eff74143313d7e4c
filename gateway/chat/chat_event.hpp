#pragma once

#include "foundation/json/json.hpp"

#include <string>
#include <string_view>

/// What stands where in the webhooks of people's acts (zalo-openapi 7.4, 7.5). Empty where it is
/// missing or of another shape.
namespace tnung::gateway::chat_event {

/// The user whom an event is about: digits, at most 40; his id stands in different places.
std::string user_of(std::string_view event_name, const json::Object& body);
/// Of user_send_text.
std::string text_of(const json::Object& body);
/// Of user_submit_info.
std::string shared_number(const json::Object& body);
/// Of the first picture of user_send_image.
std::string photo_address(const json::Object& body);

} // namespace tnung::gateway::chat_event
