#include "foundation/http/multipart.hpp"

#include <algorithm>

namespace tnung::http {

namespace {

constexpr std::string_view form_type = "multipart/form-data";
constexpr std::size_t boundary_max = 70; // RFC 2046, 5.1.1

bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

std::string_view trimmed_left(std::string_view text)
{
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    return text;
}

/// The value of `name` behind the first `;` of a header: quoted or not. Browsers write a quote in a
/// name as `%22` and never a backslash before it.
std::optional<std::string_view> parameter(std::string_view header, std::string_view name)
{
    auto rest = header.substr(std::min(header.find(';'), header.size()));
    while (!rest.empty()) {
        rest = trimmed_left(rest.substr(1));
        const auto equals = rest.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        const auto key = rest.substr(0, equals);
        rest.remove_prefix(equals + 1);
        std::string_view value;
        if (rest.starts_with('"')) {
            const auto end = rest.find('"', 1);
            if (end == std::string_view::npos) return std::nullopt;
            value = rest.substr(1, end - 1);
            rest = trimmed_left(rest.substr(end + 1));
            if (!rest.empty() && rest.front() != ';') return std::nullopt;
        } else {
            const auto end = std::min(rest.find(';'), rest.size());
            value = rest.substr(0, end);
            rest.remove_prefix(end);
        }
        if (same_name(key, name)) return value;
    }
    return std::nullopt;
}

std::optional<std::vector<Header>> part_head(std::string_view text)
{
    std::vector<Header> head;
    while (!text.empty()) {
        const auto end = std::min(text.find("\r\n"), text.size());
        const auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 2, text.size()));
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        head.push_back(
            {std::string(line.substr(0, colon)), std::string(trimmed_left(line.substr(colon + 1)))}
        );
    }
    return head;
}

/// What a browser wrote `%0D`, `%0A` and `%22` for.
std::string spelled(std::string_view name)
{
    return url_decoded(name, false).value_or("");
}

bool take_part(std::string_view part, Request& request, std::string& form)
{
    const auto head_end = part.find("\r\n\r\n");
    if (head_end == std::string_view::npos || head_end > part_head_bytes_max) return false;
    const auto head = part_head(part.substr(0, head_end));
    if (!head) return false;
    const std::string disposition(find_header(*head, "Content-Disposition"));
    const auto name = parameter(disposition, "name");
    if (!disposition.starts_with("form-data") || !name) return false;
    const auto value = part.substr(head_end + 4);
    if (const auto file = parameter(disposition, "filename")) {
        // A field where nothing was chosen is sent as an empty file without a name.
        if (!file->empty() || !value.empty())
            request.files.push_back({spelled(*name), spelled(*file), std::string(value)});
        return true;
    }
    if (!form.empty()) form += '&';
    form += url_encoded(spelled(*name)) + '=' + url_encoded(value);
    return true;
}

} // namespace

std::optional<Request> unfolded(Request request)
{
    const std::string type(request.header("Content-Type"));
    if (type.size() < form_type.size() || !same_name(type.substr(0, form_type.size()), form_type))
        return request;
    const auto boundary = parameter(type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > boundary_max) return std::nullopt;
    const auto delimiter = "\r\n--" + std::string(*boundary);
    const std::string sent = "\r\n" + std::move(request.body);
    std::string form;
    auto at = sent.find(delimiter);
    if (at == std::string::npos) return std::nullopt;
    for (std::size_t parts = 0;; ++parts) {
        at += delimiter.size();
        const std::string_view rest = std::string_view(sent).substr(at);
        if (rest.starts_with("--")) break;
        if (!rest.starts_with("\r\n") || parts >= form_parts_max) return std::nullopt;
        const auto end = sent.find(delimiter, at);
        if (end == std::string::npos) return std::nullopt;
        if (!take_part(std::string_view(sent).substr(at + 2, end - at - 2), request, form))
            return std::nullopt;
        at = end;
    }
    request.body = std::move(form);
    return request;
}

} // namespace tnung::http
