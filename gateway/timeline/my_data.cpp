#include "gateway/timeline/my_data.hpp"

#include <stdexcept>

namespace tnung::gateway {

namespace {

constexpr pg::Query account_query{"my_data.account", R"sql(
    SELECT display_name_sealed, language, followed_at FROM follower WHERE id = $1
)sql"};

constexpr pg::Query numbers_query{"my_data.numbers", R"sql(
    SELECT phone.number_sealed, phone_link.proved_at, phone_link.consent_version
      FROM phone_link JOIN phone ON phone.id = phone_link.phone_id
     WHERE phone_link.follower_id = $1 AND phone_link.ended_at IS NULL
     ORDER BY phone_link.proved_at
)sql"};

constexpr pg::Query notices_query{"my_data.notices", R"sql(
    SELECT dossier.code, notice.kind, notice.status, coalesce(notice.channel, ''), notice.created_at,
           notice.delivered_at, notice.seen_at
      FROM notice JOIN dossier ON dossier.id = notice.subject_id
     WHERE notice.subject_id = ANY ($1::bigint[]) AND notice.subject = 'dossier'
       AND (notice.follower_id = $2
            OR notice.phone_id IN (SELECT phone_id FROM phone_link WHERE follower_id = $2 AND ended_at IS NULL))
     ORDER BY notice.id DESC LIMIT $3
)sql"};

constexpr pg::Query messages_query{"my_data.messages", R"sql(
    SELECT created_at, message_sealed FROM reply WHERE follower_id = $1 ORDER BY id DESC LIMIT $2
)sql"};

constexpr pg::Query talks_query{"my_data.talks", R"sql(
    SELECT task_message.at, task_message.staff_id IS NOT NULL, task_message.text_sealed
      FROM task_message JOIN task ON task.id = task_message.task_id
     WHERE task.follower_id = $1 AND task.kind = 'talk' ORDER BY task_message.id DESC LIMIT $2
)sql"};

constexpr pg::Query readers_query{"my_data.readers", R"sql(
    SELECT dossier.code,
           coalesce((SELECT organisation FROM staff_grant
                      WHERE staff_grant.staff_id = staff_purpose.staff_id AND confirmed_at <= stated_at
                        AND coalesce(ended_at, stated_at) >= stated_at AND organisation IS NOT NULL
                      ORDER BY organisation = dossier.unit_code DESC NULLS LAST, id LIMIT 1), ''),
           staff_purpose.purpose, staff_purpose.stated_at
      FROM staff_purpose
      JOIN dossier ON dossier.id = staff_purpose.dossier_id
     WHERE staff_purpose.dossier_id = ANY ($1::bigint[])
     ORDER BY staff_purpose.stated_at DESC LIMIT $2
)sql"};

/// What a person read of a message; buttons and addresses are nothing about him.
std::string text_of_message(const std::string& sealed_json)
{
    const auto message = json::parse(sealed_json);
    if (!message || !message->is_object()) return "";
    const auto* text = message->get_object().if_contains("text");
    return text && text->is_string() ? std::string(text->get_string()) : "";
}

json::Value time_or_null(const std::optional<Instant>& time)
{
    return time ? json::Value(iso_text(*time)) : json::Value(nullptr);
}

json::Object dossier_json(const DossierFile& file)
{
    json::Object dossier{
        {"code", file.code}, {"state", int(file.state)}, {"state_at", iso_text(file.state_at)}};
    if (file.level == Level::code) return dossier;
    dossier["procedure"] = file.procedure;
    dossier["agency"] = file.agency;
    dossier["received_at"] = time_or_null(file.received_at);
    dossier["due_at"] = time_or_null(file.due_at);
    json::Array steps;
    for (const auto& step : file.steps) {
        json::Object one{
            {"event", event_kind_name(step.kind)},
            {"state", int(step.state)},
            {"at", iso_text(step.at)}};
        if (file.level == Level::owner)
            one["detail"] = json::parse(detail_text(step.detail)).value_or(json::Value(nullptr));
        steps.push_back(std::move(one));
    }
    dossier["steps"] = std::move(steps);
    if (file.level == Level::owner) dossier["owner"] = file.owner_name;
    return dossier;
}

} // namespace

MyData load_my_data(
    pg::Transaction& tx, const PersonKeys& keys, const UnitDirectory& units, Id<Follower> follower,
    Instant now, const DisclosureSettings& settings
)
{
    MyData data;
    const auto account = tx.exec(account_query, follower);
    if (const auto name = account.get<std::optional<Bytes>>(0, 0))
        data.zalo_name = opened(keys.follower, *name, "follower.display_name");
    data.language = parse_language(account.text(0, 1)).value_or(Language::vi);
    data.followed_at = account.get<std::optional<Instant>>(0, 2);
    const auto numbers = tx.exec(numbers_query, follower);
    for (std::size_t i = 0; i < numbers.size(); ++i)
        data.numbers.push_back(
            {opened(keys.phone, numbers.get<Bytes>(i, 0), "phone.number"),
             numbers.get<Instant>(i, 1), numbers.get<std::string>(i, 2)}
        );
    std::vector<std::int64_t> ids, own_ids;
    for (const auto& one :
         follower_store::dossiers_of(tx, follower, my_data_rows_max, now, settings)) {
        ids.push_back(one.dossier_id);
        if (one.disclosure.level == Level::owner) own_ids.push_back(one.dossier_id);
        if (auto file = load_dossier_file(tx, keys, units, one.dossier_id, one.disclosure.level))
            data.dossiers.push_back(std::move(*file));
    }
    const auto notices = tx.exec(notices_query, ids, follower, my_data_rows_max);
    for (std::size_t i = 0; i < notices.size(); ++i)
        data.notices.push_back(
            {notices.get<std::string>(i, 0), notices.get<std::string>(i, 1),
             notices.get<std::string>(i, 2), notices.get<std::string>(i, 3),
             notices.get<Instant>(i, 4), notices.get<std::optional<Instant>>(i, 5),
             notices.get<std::optional<Instant>>(i, 6)}
        );
    const auto messages = tx.exec(messages_query, follower, my_data_rows_max);
    for (std::size_t i = 0; i < messages.size(); ++i)
        data.messages.push_back(
            {messages.get<Instant>(i, 0),
             text_of_message(opened(keys.message, messages.get<Bytes>(i, 1), "reply.message"))}
        );
    const auto talks = tx.exec(talks_query, follower, my_data_rows_max);
    for (std::size_t i = 0; i < talks.size(); ++i)
        data.talks.push_back(
            {talks.get<Instant>(i, 0), talks.get<bool>(i, 1),
             opened(keys.message, talks.get<Bytes>(i, 2), "task_message.text")}
        );
    const auto readers = tx.exec(readers_query, own_ids, my_data_rows_max);
    for (std::size_t i = 0; i < readers.size(); ++i) {
        const auto unit = units.resolve(readers.get<std::string>(i, 1));
        data.readers.push_back(
            {readers.get<std::string>(i, 0), unit.unit ? unit.unit->name : "",
             readers.get<std::string>(i, 2), readers.get<Instant>(i, 3)}
        );
    }
    data.requests = data_request::of_follower(tx, follower);
    return data;
}

json::Object my_data_json(const MyData& data, Instant now)
{
    json::Array numbers, dossiers, notices, messages, talks, readers, requests;
    for (const auto& one : data.numbers)
        numbers.push_back(json::Object{
            {"number", "+" + one.number},
            {"proved_at", iso_text(one.proved_at)},
            {"consent", one.consent_version}});
    for (const auto& one : data.dossiers) dossiers.push_back(dossier_json(one));
    for (const auto& one : data.notices)
        notices.push_back(json::Object{
            {"dossier", one.dossier_code},
            {"kind", one.kind},
            {"status", one.status},
            {"way", one.way},
            {"at", iso_text(one.at)},
            {"delivered_at", time_or_null(one.delivered_at)},
            {"seen_at", time_or_null(one.seen_at)}});
    for (const auto& one : data.messages)
        messages.push_back(json::Object{{"at", iso_text(one.at)}, {"text", one.text}});
    for (const auto& one : data.talks)
        talks.push_back(json::Object{
            {"at", iso_text(one.at)}, {"by", one.by_office ? "office" : "you"}, {"text", one.text}}
        );
    for (const auto& one : data.readers)
        readers.push_back(json::Object{
            {"dossier", one.dossier_code},
            {"office", one.office},
            {"purpose", one.purpose},
            {"at", iso_text(one.at)}});
    for (const auto& one : data.requests)
        requests.push_back(json::Object{
            {"number", one.number()},
            {"kind", data_request_name(one.kind)},
            {"asked_at", iso_text(one.asked_at)},
            {"due_at", iso_text(one.due_at)},
            {"done_at", time_or_null(one.done_at)},
            {"taken_back_at", time_or_null(one.taken_back_at)}});
    return {
        {"made_at", iso_text(now)},
        {"account",
         json::Object{
             {"name", data.zalo_name},
             {"language", language_code(data.language)},
             {"following_since", time_or_null(data.followed_at)}}},
        {"numbers", std::move(numbers)},
        {"dossiers", std::move(dossiers)},
        {"notices", std::move(notices)},
        {"messages", std::move(messages)},
        {"talks", std::move(talks)},
        {"readers", std::move(readers)},
        {"requests", std::move(requests)}};
}

} // namespace tnung::gateway
