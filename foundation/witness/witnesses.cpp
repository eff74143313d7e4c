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
constexpr std::chrono::hours ahead_max{24}; ///< that a clock of theirs is
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
        return http::same_name(header.name, "Content-Type") &&
               trimmed(header.value.substr(0, header.value.find(';'))) == size_type;
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
        auto url = all[i + 1];
        while (url.ends_with('/')) url.pop_back();
        if (!http::place_of(url) || url.find_first_of("?#") != std::string::npos)
            throw std::runtime_error(
                fmt::format("audit.witnesses: {} is no http or https address", all[i + 1])
            );
        if (std::ranges::find(witnesses, witness->name, [](const WitnessAt& one) {
                return one.witness.name;
            }) != witnesses.end())
            throw std::runtime_error(fmt::format("audit.witnesses: {} stands twice", witness->name)
            );
        witnesses.push_back({std::move(*witness), std::move(url)});
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
        std::optional<WitnessState> state;
        try {
            state = ask(all_[i], states[i], now);
        } catch (const std::exception& error) { // the others are asked all the same
            log::error("audit.witness", {{"name", states[i].name}, {"what", error.what()}});
        }
        if (!state) continue;
        signed_by += state->trouble.empty();
        if (!state->trouble.empty() && state->trouble != states[i].trouble)
            log::error("audit.witness", {{"name", state->name}, {"denies", state->denies}});
        auto keep = pool_.begin();
        if (state->denies && !states[i].denies)
            audit::append(
                keep, {"audit.witness_denies", "program", "witness:" + state->name, {}}, now
            );
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
    // What it denied once it denies until it signs again, whatever it says or does not say since.
    const auto failed = [&](std::string trouble, bool denies = false) {
        if (!state.denies || denies) state.trouble = std::move(trouble);
        state.denies = state.denies || denies;
        return state;
    };
    const auto newest = log_.witness_request(0);
    if (!newest && !state.cosigned_at) return std::nullopt;
    state.tried_at = now;
    if (!newest)
        return failed(fmt::format("đã ký nhật ký dài {} mục, nay nhật ký trống", state.size), true);
    const auto text = audit::parts_of(newest->checkpoint)->text;
    const auto before = audit::parts_of(state.checkpoint);
    if (state.trouble.empty() && before && before->text == text) return std::nullopt;
    // A log that was cut is shown to it all the same. Where it has seen another size than we ask
    // of, it says so, and is asked once more.
    auto old_size = newest->size < state.size ? 0 : state.size;
    for (int round = 0; round < 2; ++round) {
        const auto request = log_.witness_request(old_size);
        if (!request) return std::nullopt; // it was cut meanwhile: the next time
        const auto answer = client_.call(
            {.method = http::Method::post,
             .url = one.url + "/add-checkpoint",
             .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
             .body = request->body,
             .answer_bytes_max = answer_bytes_max}
        );
        if (!answer) return failed("không trả lời");
        switch (answer->status) {
        case 200: {
            const auto signature = audit::cosignature_of(
                one.witness, audit::parts_of(request->checkpoint)->text, answer->body
            );
            if (!signature) return failed("trả lời mà không có chữ ký đúng của mình");
            if (signature->at > now + ahead_max) return failed("ký với giờ sai, ở tương lai");
            if (request->size < state.size) // it forgot what it signed
                return failed("ký nhật ký ngắn hơn nhật ký mình đã ký", true);
            return WitnessState{
                .name = state.name,
                .size = request->size,
                .cosigned_at = signature->at,
                .checkpoint = request->checkpoint + signature->line,
                .tried_at = now};
        }
        case 422: return failed("nói nhật ký này không nối tiếp nhật ký mình đã thấy", true);
        case 409: {
            const auto seen = size_in(*answer);
            if (seen && *seen > request->size)
                return failed(
                    fmt::format("đã thấy nhật ký dài {} mục, nay chỉ còn {}", *seen, request->size),
                    true
                );
            if (old_size == request->size && (!seen || *seen == old_size))
                return failed("nói mình đã thấy nhật ký khác, cùng độ dài", true);
            if (!seen || *seen == old_size) return failed("trả lời lỗi 409 mà không nói vì sao");
            old_size = *seen;
            continue;
        }
        case 403:
        case 404: return failed("chưa nhận nhật ký này, hoặc không biết khóa của nó");
        default: return failed(fmt::format("trả lời lỗi {}", answer->status));
        }
    }
    return failed("mỗi lần trả lời một độ dài khác");
}

} // namespace tnung
