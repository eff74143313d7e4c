#include "foundation/witness/witnesses.hpp"

#include "foundation/audit/note_line.hpp"
#include "foundation/base/bytes.hpp"
#include "foundation/log/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tnung {

namespace {

constexpr std::size_t answer_bytes_max = 64u << 10;
constexpr std::string_view size_type = "text/x.tlog.size";

constexpr pg::Query states_query{"witness.states", R"sql(
    SELECT name, size, cosigned_at, checkpoint, tried_at, trouble, denies FROM audit_witness
)sql"};

constexpr pg::Query keep_query{"witness.keep", R"sql(
    INSERT INTO audit_witness (name, size, cosigned_at, checkpoint, tried_at, trouble, denies)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (name) DO UPDATE SET size = excluded.size, cosigned_at = excluded.cosigned_at, checkpoint = excluded.checkpoint,
           tried_at = excluded.tried_at, trouble = excluded.trouble, denies = excluded.denies
     WHERE audit_witness.size <= excluded.size
)sql"};

/// The size that a witness says it has seen; nothing where it says none.
std::optional<std::uint64_t> size_in(const http::Answer& answer)
{
    const bool said = std::ranges::any_of(answer.headers, [](const http::Header& header) {
        return http::same_name(header.name, "Content-Type") && header.value == size_type;
    });
    const auto number = said ? parse_integer(trimmed(answer.body)) : std::nullopt;
    if (!number || *number < 0) return std::nullopt;
    return std::uint64_t(*number);
}

} // namespace

std::vector<WitnessAt> parse_witnesses(std::string_view words)
{
    const auto all = words_of(words);
    if (all.size() % 2 != 0)
        throw std::runtime_error("audit.witnesses: expected a key and an address each");
    std::vector<WitnessAt> witnesses;
    for (std::size_t i = 0; i < all.size(); i += 2) {
        auto witness = audit::parse_witness(all[i]);
        if (!witness)
            throw std::runtime_error(
                fmt::format("audit.witnesses: {} is no key of a witness (type 4)", all[i])
            );
        if (!http::place_of(all[i + 1]))
            throw std::runtime_error(
                fmt::format("audit.witnesses: {} is no http or https address", all[i + 1])
            );
        if (std::ranges::find(witnesses, witness->name, [](const WitnessAt& one) {
                return one.witness.name;
            }) != witnesses.end())
            throw std::runtime_error(fmt::format("audit.witnesses: {} stands twice", witness->name)
            );
        witnesses.push_back({std::move(*witness), all[i + 1]});
    }
    return witnesses;
}

std::vector<WitnessState> Witnesses::states(pg::Transaction& tx, const std::vector<WitnessAt>& all)
{
    std::vector<WitnessState> states;
    for (const auto& one : all) states.push_back({.name = one.witness.name});
    const auto rows = tx.exec(states_query);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto whose = std::ranges::find(states, rows.text(i, 0), &WitnessState::name);
        if (whose == states.end()) continue; // of a witness that is not asked any more
        *whose = {
            .name = rows.get<std::string>(i, 0),
            .size = std::uint64_t(rows.get<std::int64_t>(i, 1)),
            .cosigned_at = rows.get<std::optional<Instant>>(i, 2),
            .checkpoint = rows.get<std::string>(i, 3),
            .tried_at = rows.get<std::optional<Instant>>(i, 4),
            .trouble = rows.get<std::string>(i, 5),
            .denies = rows.get<bool>(i, 6)};
    }
    return states;
}

std::size_t Witnesses::ask(Instant now)
{
    if (all_.empty()) return 0;
    auto tx = pool_.begin();
    const auto states = Witnesses::states(tx, all_);
    tx.commit();
    std::size_t signed_by = 0;
    for (std::size_t i = 0; i < all_.size(); ++i) {
        const auto state = ask(all_[i], states[i], now);
        if (!state) continue;
        signed_by += state->trouble.empty();
        if (!state->trouble.empty() && state->trouble != states[i].trouble)
            log::error("audit.witness", {{"name", state->name}, {"denies", state->denies}});
        auto keep = pool_.begin();
        keep.exec(
            keep_query, state->name, std::int64_t(state->size), state->cosigned_at,
            state->checkpoint, state->tried_at, state->trouble, state->denies
        );
        keep.commit();
    }
    return signed_by;
}

std::optional<WitnessState> Witnesses::ask(const WitnessAt& one, WitnessState state, Instant now)
{
    const auto failed = [&](std::string trouble, bool denies = false) {
        state.trouble = std::move(trouble);
        state.denies = denies;
        return state;
    };
    auto old_size = state.size;
    // Where it has seen another size than we know of, it says so, and is asked once more.
    for (int round = 0; round < 2; ++round) {
        const auto request = log_.witness_request(old_size);
        if (!request || (request->size == state.size && state.trouble.empty())) return std::nullopt;
        state.tried_at = now;
        const auto answer = client_.call(
            {.method = http::Method::post,
             .url = one.url + "/add-checkpoint",
             .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
             .body = request->body,
             .answer_bytes_max = answer_bytes_max}
        );
        if (!answer) return failed("không trả lời");
        if (answer->status == 200) {
            const auto parts = audit::parts_of(request->checkpoint);
            const auto signature = audit::cosignature_of(one.witness, parts->text, answer->body);
            if (!signature) return failed("trả lời mà không có chữ ký đúng của mình");
            state.size = request->size;
            state.cosigned_at = signature->at;
            state.checkpoint = request->checkpoint + signature->line;
            return failed("");
        }
        if (answer->status == 422)
            return failed("nói nhật ký này không nối tiếp nhật ký mình đã thấy", true);
        if (answer->status == 409) {
            const auto seen = size_in(*answer);
            if (seen && *seen > request->size)
                return failed(
                    fmt::format("đã thấy nhật ký dài {} mục, nay chỉ còn {}", *seen, request->size),
                    true
                );
            if (!seen || *seen == old_size)
                return failed("nói mình đã thấy nhật ký khác, cùng độ dài", true);
            old_size = *seen;
            continue;
        }
        if (answer->status == 403 || answer->status == 404)
            return failed("chưa nhận nhật ký này, hoặc không biết khóa của nó");
        return failed(fmt::format("trả lời lỗi {}", answer->status));
    }
    return failed("mỗi lần trả lời một độ dài khác");
}

} // namespace tnung
