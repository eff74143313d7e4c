#include "gateway/worklist/talk_store.hpp"

namespace tnung::gateway::talk_store {

namespace {

/// Locks the talk: nobody closes it while something is put into it.
constexpr pg::Query find_open_query{"talk.find_open", R"sql(
    SELECT id FROM task WHERE follower_id = $1 AND kind = 'talk' AND closed_at IS NULL
       FOR NO KEY UPDATE
)sql"};

constexpr pg::Query is_open_query{"talk.is_open", R"sql(
    SELECT 1 FROM task WHERE follower_id = $1 AND kind = 'talk' AND closed_at IS NULL
)sql"};

constexpr pg::Query open_query{"talk.open", R"sql(
    INSERT INTO task (kind, unit_code, subject, subject_id, follower_id, opened_at)
    VALUES ('talk', $2, CASE WHEN $3::bigint IS NOT NULL THEN 'dossier' END, $3, $1, $4)
    RETURNING id
)sql"};

constexpr pg::Query add_message_query{"task_message.insert", R"sql(
    INSERT INTO task_message (task_id, text_sealed, at) VALUES ($1, $2, $3)
)sql"};

/// Locks it likewise; adds nothing where somebody just closed it.
constexpr pg::Query answer_query{"task_message.answer", R"sql(
    WITH talk AS (SELECT id FROM task WHERE id = $1 AND kind = 'talk' AND closed_at IS NULL FOR NO KEY UPDATE)
    INSERT INTO task_message (task_id, staff_id, text_sealed, at) SELECT id, $2, $3, $4 FROM talk
)sql"};

constexpr pg::Query talk_query{"talk.find", R"sql(
    SELECT task.follower_id, follower.language, task.unit_code,
           CASE WHEN task.subject = 'dossier' THEN task.subject_id END, follower.display_name_sealed,
           task.closed_at IS NULL, follower.interacted_at
      FROM task JOIN follower ON follower.id = task.follower_id
     WHERE task.id = $1 AND task.kind = 'talk'
)sql"};

constexpr pg::Query messages_query{"talk.messages", R"sql(
    SELECT staff.name, message.text_sealed, message.at
      FROM task_message message LEFT JOIN staff ON staff.id = message.staff_id
     WHERE message.task_id = $1 ORDER BY message.id
)sql"};

constexpr pg::Query lines_query{"talk.lines", R"sql(
    SELECT task.id, dossier.id, coalesce(dossier.code, ''),
           (SELECT text_sealed FROM task_message
             WHERE task_message.task_id = task.id AND staff_id IS NULL ORDER BY task_message.id DESC LIMIT 1)
      FROM task LEFT JOIN dossier ON dossier.id = task.subject_id AND task.subject = 'dossier'
     WHERE task.id = ANY ($1::bigint[])
)sql"};

constexpr const char* text_purpose = "task_message.text"; ///< for the key

Bytes sealed(const PersonKeys& keys, const std::string& text)
{
    return Bytes{keys.message.seal(text, text_purpose)};
}

} // namespace

bool is_open(pg::Transaction& tx, std::int64_t follower_id)
{
    return !tx.exec(is_open_query, follower_id).empty();
}

std::int64_t open(
    pg::Transaction& tx, std::int64_t follower_id, const std::optional<std::string>& unit_code,
    std::optional<std::int64_t> dossier_id, Instant now
)
{
    const auto found = tx.exec(find_open_query, follower_id);
    if (!found.empty()) return found.get<std::int64_t>(0, 0);
    return tx.exec(open_query, follower_id, unit_code, dossier_id, now).get<std::int64_t>(0, 0);
}

void add_message(
    pg::Transaction& tx, std::int64_t talk_id, const PersonKeys& keys, const std::string& text,
    Instant now
)
{
    tx.exec(add_message_query, talk_id, sealed(keys, text), now);
}

bool answer(
    pg::Transaction& tx, std::int64_t talk_id, const PersonKeys& keys, Id<Staff> staff,
    const std::string& text, Instant now
)
{
    return tx.exec(answer_query, talk_id, staff, sealed(keys, text), now).affected() == 1;
}

std::optional<Talk> find(pg::Transaction& tx, const PersonKeys& keys, std::int64_t task_id)
{
    const auto rows = tx.exec(talk_query, task_id);
    if (rows.empty()) return std::nullopt;
    Talk talk{
        .task_id = task_id,
        .follower_id = rows.get<std::int64_t>(0, 0),
        .language = rows.get<std::string>(0, 1),
        .unit_code = rows.get<std::optional<std::string>>(0, 2),
        .dossier_id = rows.get<std::optional<std::int64_t>>(0, 3),
        .open = rows.get<bool>(0, 5),
        .interacted_at = rows.get<std::optional<Instant>>(0, 6)};
    if (!rows.is_null(0, 4))
        talk.display_name = opened(keys.follower, rows.get<Bytes>(0, 4), "follower.display_name");
    const auto messages = tx.exec(messages_query, task_id);
    for (std::size_t i = 0; i < messages.size(); ++i)
        talk.messages.push_back(
            {messages.get<std::optional<std::string>>(i, 0),
             opened(keys.message, messages.get<Bytes>(i, 1), text_purpose),
             messages.get<Instant>(i, 2)}
        );
    return talk;
}

std::map<std::int64_t, Line>
lines(pg::Transaction& tx, const PersonKeys& keys, const std::vector<std::int64_t>& task_ids)
{
    const auto rows = tx.exec(lines_query, task_ids);
    std::map<std::int64_t, Line> all;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto& line = all[rows.get<std::int64_t>(i, 0)];
        line.dossier_id = rows.get<std::optional<std::int64_t>>(i, 1);
        line.dossier_code = rows.get<std::string>(i, 2);
        if (!rows.is_null(i, 3))
            line.asked = opened(keys.message, rows.get<Bytes>(i, 3), text_purpose);
    }
    return all;
}

} // namespace tnung::gateway::talk_store
