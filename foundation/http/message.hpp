#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tnung::http {

class EventStream;

enum class Method { get, head, post, put, del };
std::string_view method_text(Method method);
/// `GET /can-bo/viec`
std::string route_name(Method method, std::string_view pattern);

struct Header {
    std::string name;
    std::string value;
};

/// Of headers and of words in them: any case.
bool same_name(std::string_view left, std::string_view right);

/// Value of the first header of that name, any case; empty where there is none.
std::string_view find_header(const std::vector<Header>& headers, std::string_view name);

/// Percent-decoded; nothing where an escape is broken or the result is no UTF-8 text.
std::optional<std::string> url_decoded(std::string_view text, bool plus_is_space);
std::string url_encoded(std::string_view text);
/// The value of `name` in `a=1&b=2`.
std::optional<std::string> form_value(std::string_view form, std::string_view name);
/// All of them, of a form with many fields; the first of each name. What cannot be decoded is left
/// out.
std::map<std::string, std::string> form_values(std::string_view form);

/// What somebody chose to send with a form.
struct UploadedFile {
    std::string field; ///< of the form
    std::string name;  ///< as it is called where it comes from: for people, never for a path
    std::string bytes;
};

/// What a client asked. Constant once a handler has it.
struct Request {
    Method method = Method::get;
    std::string path;  ///< decoded, without the query
    std::string query; ///< as it came
    std::vector<Header> headers;
    std::string body;
    std::string peer; ///< address of who asks, without port (forwarded.hpp)
    std::vector<std::pair<std::string, std::string>> path_values;
    std::vector<UploadedFile> files; ///< of a form that was unfolded (multipart.hpp)

    std::string_view header(std::string_view name) const { return find_header(headers, name); }
    std::optional<std::string> query_value(std::string_view name) const
    {
        return form_value(query, name);
    }
    /// Of a body in application/x-www-form-urlencoded.
    std::optional<std::string> field(std::string_view name) const { return form_value(body, name); }
    std::string cookie(std::string_view name) const;
    /// Whether a browser asks for a page to show; programs and scripts ask for something else.
    bool asks_for_page() const
    {
        return header("accept").find("text/html") != std::string_view::npos;
    }
    /// The part of the path that `{name}` stands for in the route.
    std::string_view path_value(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::vector<Header> headers;
    std::string body;
    /// Server-sent events instead of a body; holds no thread.
    std::shared_ptr<EventStream> events;

    Response& with(std::string name, std::string value)
    {
        headers.push_back({std::move(name), std::move(value)});
        return *this;
    }
};

Response text_response(int status, std::string body);
Response json_response(int status, std::string body);
/// Response that a browser saves as a file of that name and that no cache stores.
Response file_response(std::string body, std::string type, const std::string& name);
Response see_other(std::string location);

} // namespace tnung::http
