#include "foundation/signature/signature.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

namespace tnung::signature {

namespace {

constexpr std::size_t header_max = 4096;
constexpr std::size_t components_max = 16;
constexpr std::size_t signature_bytes = 64;
constexpr std::string_view digest_start = "sha-256=:";

/// Reads the little of structured fields (RFC 8941) that signatures are written in.
class Cursor {
public:
    explicit Cursor(std::string_view text) : text_(text) {}

    bool done() const { return at_ == text_.size(); }
    bool take(char wanted)
    {
        if (done() || text_[at_] != wanted) return false;
        ++at_;
        return true;
    }
    std::size_t at() const { return at_; }

    /// A key: lower-case letters, digits, `_-.*`, not beginning with a digit.
    std::optional<std::string> key()
    {
        const auto from = at_;
        while (!done() && is_key_letter(text_[at_])) ++at_;
        const auto found = text_.substr(from, at_ - from);
        if (found.empty() || !(is_lower(found.front()) || found.front() == '*'))
            return std::nullopt;
        return std::string(found);
    }
    std::optional<std::string> quoted()
    {
        if (!take('"')) return std::nullopt;
        std::string value;
        while (!done()) {
            const char c = text_[at_++];
            if (c == '"') return value;
            if (c < 0x20 || c > 0x7e) return std::nullopt;
            if (c != '\\') {
                value.push_back(c);
                continue;
            }
            if (done() || (text_[at_] != '"' && text_[at_] != '\\')) return std::nullopt;
            value.push_back(text_[at_++]);
        }
        return std::nullopt;
    }
    std::optional<std::int64_t> integer()
    {
        constexpr std::size_t digits_max =
            11; // seconds far beyond any clock, and within 64 bits of microseconds
        const auto from = at_;
        while (!done() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
        if (at_ - from > digits_max) return std::nullopt;
        return parse_integer(text_.substr(from, at_ - from));
    }

private:
    static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
    static bool is_key_letter(char c)
    {
        return is_lower(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' ||
               c == '*';
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

struct Input {
    std::string label;
    std::vector<std::string> components;
    std::string parameters; ///< of the member, as it was written
    std::optional<std::int64_t> created, expires;
    std::optional<std::string> key_id, nonce, algorithm;
};

/// One parameter; those that nobody here knows are signed with the rest and mean nothing.
bool read_parameter(Cursor& cursor, Input& input)
{
    const auto name = cursor.key();
    if (!name || !cursor.take('=')) return false;
    const auto text_into = [&](std::optional<std::string>& value) {
        if (value) return false;
        value = cursor.quoted();
        return value.has_value();
    };
    const auto number_into = [&](std::optional<std::int64_t>& value) {
        if (value) return false;
        value = cursor.integer();
        return value.has_value();
    };
    if (*name == "created") return number_into(input.created);
    if (*name == "expires") return number_into(input.expires);
    if (*name == "keyid") return text_into(input.key_id);
    if (*name == "nonce") return text_into(input.nonce);
    if (*name == "alg") return text_into(input.algorithm);
    return cursor.quoted().has_value();
}

std::optional<Input> read_input(std::string_view header)
{
    if (header.size() > header_max) return std::nullopt;
    Cursor cursor(header);
    Input input;
    const auto label = cursor.key();
    if (!label || !cursor.take('=')) return std::nullopt;
    input.label = *label;
    const auto from = cursor.at();
    if (!cursor.take('(')) return std::nullopt;
    while (!cursor.take(')')) {
        if (!input.components.empty() && !cursor.take(' ')) return std::nullopt;
        auto component = cursor.quoted();
        if (!component || std::ranges::find(input.components, *component) != input.components.end())
            return std::nullopt;
        input.components.push_back(std::move(*component));
        if (input.components.size() > components_max) return std::nullopt;
    }
    while (cursor.take(';'))
        if (!read_parameter(cursor, input)) return std::nullopt;
    if (!cursor.done()) return std::nullopt; // a second signature, or what nobody understands
    input.parameters = header.substr(from);
    return input;
}

/// `label=:base64:`, of exactly that label.
std::optional<std::string> read_signature(std::string_view header, const std::string& label)
{
    const auto start = label + "=:";
    if (!header.starts_with(start) || !header.ends_with(':') || header.size() <= start.size())
        return std::nullopt;
    auto bytes = parse_base64(header.substr(start.size(), header.size() - start.size() - 1));
    if (!bytes || bytes->size() != signature_bytes) return std::nullopt;
    return bytes;
}

std::string digest_of(std::string_view body)
{
    return fmt::format("{}{}:", digest_start, base64_text(crypto::sha256(body)));
}

/// Whether a Content-Digest (RFC 9530, a dictionary of RFC 8941) has the SHA-256 of the body; what
/// it says by other algorithms beside it is passed over.
bool is_digest_of(std::string_view header, std::string_view body)
{
    const auto ours = digest_of(body);
    bool found = false;
    while (!header.empty()) {
        const auto comma = header.find(',');
        const auto member = trimmed(header.substr(0, comma));
        if (member.starts_with(digest_start)) {
            if (member != ours) return false;
            found = true;
        } else if (member.find("=:") == std::string_view::npos) {
            return false;
        }
        if (comma == std::string_view::npos) break;
        header.remove_prefix(comma + 1);
    }
    return found;
}

/// In lower case, without the port that its scheme has anyway (RFC 9421, 2.2.3).
std::string authority_of(std::string_view host)
{
    for (const std::string_view port : {":443", ":80"})
        if (host.ends_with(port)) {
            host.remove_suffix(port.size());
            break;
        }
    std::string authority(host);
    for (auto& c : authority) c = char(std::tolower(static_cast<unsigned char>(c)));
    return authority;
}

/// A path that reads the same encoded and decoded, since we have it decoded and the signer had it
/// encoded.
bool is_plain(std::string_view path)
{
    return std::ranges::all_of(path, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("-._~/").find(c) != std::string_view::npos;
    });
}

/// Nothing where we cannot know what the signer saw, or the request has none.
std::optional<std::string> component_value(const http::Request& request, std::string_view name)
{
    if (name == "@method") return std::string(method_text(request.method));
    if (name == "@path") return is_plain(request.path) ? std::optional(request.path) : std::nullopt;
    if (name == "@query") return "?" + request.query;
    if (name == "@authority") return authority_of(request.header("host"));
    if (name.empty() || name.front() == '@') return std::nullopt;
    std::optional<std::string> joined;
    for (const auto& header : request.headers) {
        if (!http::same_name(header.name, name)) continue;
        const auto value = trimmed(header.value);
        joined = joined ? *joined + ", " + std::string(value) : std::string(value);
    }
    return joined;
}

bool covers_enough(const Input& input, const http::Request& request)
{
    const auto has = [&](std::string_view name) {
        return std::ranges::find(input.components, name) != input.components.end();
    };
    return has("@method") && has("@path") && has("content-digest") &&
           (request.query.empty() || has("@query"));
}

std::string base_of(
    const std::vector<std::pair<std::string, std::string>>& components, std::string_view parameters
)
{
    std::string base;
    for (const auto& [name, value] : components) base += fmt::format("\"{}\": {}\n", name, value);
    return base + fmt::format("\"@signature-params\": {}", parameters);
}

} // namespace

std::string_view refusal_text(Refusal refusal)
{
    switch (refusal) {
    case Refusal::absent: return "Expected the headers Signature-Input and Signature (RFC 9421)";
    case Refusal::malformed:
        return "Expected one signature with created, keyid, nonce (at most 64 characters) and, if "
               "any, "
               "alg=\"ed25519\", in the canonical form of RFC 8941";
    case Refusal::not_covered:
        return "Expected a signature over \"@method\", \"@path\", \"content-digest\" and, where "
               "there is "
               "a query, \"@query\"; others may be \"@authority\" and headers that are present";
    case Refusal::digest_differs:
        return "Expected Content-Digest: sha-256=:…: of the body that arrived (RFC 9530)";
    case Refusal::outside_window:
        return "Expected a signature made within five minutes of now; check the clock";
    }
    std::abort();
}

Result<Claim, Refusal> read(const http::Request& request, Instant now)
{
    const auto header = request.header("signature-input");
    if (header.empty()) return refuse(Refusal::absent);
    const auto input = read_input(header);
    if (!input || !input->created || !input->key_id || !input->nonce || input->nonce->empty() ||
        input->nonce->size() > nonce_max || input->algorithm.value_or("ed25519") != "ed25519")
        return refuse(Refusal::malformed);
    auto bytes = read_signature(request.header("signature"), input->label);
    if (!bytes) return refuse(Refusal::malformed);
    if (!covers_enough(*input, request)) return refuse(Refusal::not_covered);
    std::vector<std::pair<std::string, std::string>> components;
    for (const auto& name : input->components) {
        auto value = component_value(request, name);
        if (!value) return refuse(Refusal::not_covered);
        components.emplace_back(name, std::move(*value));
    }
    if (!is_digest_of(component_value(request, "content-digest").value_or(""), request.body))
        return refuse(Refusal::digest_differs);
    const Instant created{std::chrono::seconds(*input->created)};
    if (created < now - window || created > now + window ||
        (input->expires && Instant{std::chrono::seconds(*input->expires)} < now))
        return refuse(Refusal::outside_window);
    return Claim{
        *input->key_id, *input->nonce, created, base_of(components, input->parameters),
        std::move(*bytes)};
}

bool is_made_by(const Claim& claim, std::string_view public_key)
{
    return crypto::signature_is_valid(public_key, claim.base, claim.signature);
}

std::vector<http::Header> headers_for(
    http::Method method, std::string_view target, std::string_view body,
    const crypto::SigningKey& key, Instant now
)
{
    const auto query_at = std::min(target.find('?'), target.size());
    const auto digest = digest_of(body);
    std::vector<std::pair<std::string, std::string>> components = {
        {"@method", std::string(method_text(method))},
        {"@path", std::string(target.substr(0, query_at))},
        {"content-digest", digest}};
    if (query_at < target.size())
        components.emplace_back("@query", std::string(target.substr(query_at)));
    std::string names;
    for (const auto& [name, value] : components)
        names += fmt::format("{}\"{}\"", names.empty() ? "" : " ", name);
    const auto parameters = fmt::format(
        "({});created={};keyid=\"{}\";nonce=\"{}\";alg=\"ed25519\"", names,
        std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count(),
        base64url_text(key.public_key()), crypto::random_token()
    );
    return {
        {"Content-Digest", digest},
        {"Signature-Input", "sig1=" + parameters},
        {"Signature",
         fmt::format("sig1=:{}:", base64_text(key.sign(base_of(components, parameters))))}};
}

} // namespace tnung::signature
