#include "sandbox/witness/witness.hpp"

#include "foundation/audit/cosignature.hpp"
#include "foundation/audit/note_line.hpp"
#include "foundation/audit/proof.hpp"
#include "foundation/base/bytes.hpp"

#include <fmt/format.h>

namespace tnung::sandbox {

namespace {

constexpr std::size_t proof_lines_max = 63, hash_bytes = 32;

http::Response size_response(std::uint64_t size)
{
    http::Response response{.status = 409, .body = fmt::format("{}\n", size)};
    return response.with("Content-Type", "text/x.tlog.size");
}

/// `old 4711`; nothing where the line is another.
std::optional<std::uint64_t> old_size_of(std::string_view line)
{
    if (!line.starts_with("old ")) return std::nullopt;
    const auto digits = line.substr(4);
    const auto number = is_digits(digits) ? parse_integer(digits) : std::nullopt;
    if (!number || fmt::to_string(*number) != digits) return std::nullopt;
    return std::uint64_t(*number);
}

} // namespace

WitnessOfLogs::WitnessOfLogs(std::string name, std::string_view seed, const Clock& clock)
    : name_(std::move(name)), key_(seed), other_key_(std::string(seed.rbegin(), seed.rend())),
      clock_(clock)
{
}

void WitnessOfLogs::set(Faults faults)
{
    const std::lock_guard lock(mutex_);
    faults_ = faults;
}

void WitnessOfLogs::know(const std::string& origin, const std::string& public_key)
{
    const std::lock_guard lock(mutex_);
    keys_[origin] = public_key;
}

std::string WitnessOfLogs::key() const
{
    return audit::verifier_key(audit::Witness{name_, key_.public_key()});
}

std::uint64_t WitnessOfLogs::seen(const std::string& origin)
{
    const std::lock_guard lock(mutex_);
    const auto newest = newest_.find(origin);
    return newest == newest_.end() ? 0 : newest->second.size;
}

std::int64_t WitnessOfLogs::calls()
{
    const std::lock_guard lock(mutex_);
    return calls_;
}

std::vector<http::Route> WitnessOfLogs::routes()
{
    return {{http::Method::post, "/add-checkpoint", "sandbox", [this](const auto& request) {
                 return add(request);
             }}};
}

http::Response WitnessOfLogs::add(const http::Request& request)
{
    const std::lock_guard lock(mutex_); // what is compared and what is kept are one step
    ++calls_;
    if (faults_.fail > 0) {
        --faults_.fail;
        return http::text_response(503, "");
    }
    std::string_view rest = request.body;
    const auto first = audit::take_line(rest);
    const auto old_size = first ? old_size_of(*first) : std::nullopt;
    if (!old_size) return http::text_response(400, "no old size");
    audit::Proof proof;
    for (;;) {
        const auto line = audit::take_line(rest);
        if (!line || (!line->empty() && proof.size() == proof_lines_max))
            return http::text_response(400, "no proof");
        if (line->empty()) break;
        const auto hash = parse_base64(*line);
        if (!hash || hash->size() != hash_bytes) return http::text_response(400, "no hash");
        proof.push_back(*hash);
    }
    auto lines = rest;
    const auto origin = audit::take_line(lines);
    const auto known = keys_.find(std::string(origin.value_or("")));
    if (known == keys_.end()) return http::text_response(404, "");
    const auto checkpoint = audit::open_note(rest, known->first, known->second);
    if (!checkpoint) return http::text_response(403, "");
    if (*old_size > checkpoint->size) return http::text_response(400, "it shrinks");
    const auto newest = newest_.find(known->first);
    const auto seen = newest == newest_.end() ? 0 : newest->second.size;
    if (*old_size != seen) return size_response(seen);
    if (seen == checkpoint->size && seen > 0 && newest->second.root != checkpoint->root)
        return size_response(seen);
    const bool holds =
        seen == 0 || seen == checkpoint->size
            ? proof.empty()
            : audit::consistency_holds(
                  proof, seen, checkpoint->size, newest->second.root, checkpoint->root
              );
    if (!holds) return http::text_response(422, "");
    if (!faults_.forgets) newest_[known->first] = *checkpoint;
    const auto answer = audit::cosigned(
        name_, audit::parts_of(rest)->text, faults_.forges ? other_key_ : key_, clock_.now()
    );
    if (faults_.lose > 0) {
        --faults_.lose;
        return http::text_response(200, answer.substr(0, answer.size() / 2));
    }
    return http::text_response(200, answer);
}

} // namespace tnung::sandbox
