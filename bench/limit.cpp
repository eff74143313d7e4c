#include "bench/limit.hpp"

#include "foundation/pg/connection.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <vector>

namespace tnung::bench {

namespace {

constexpr std::size_t batch_notices = 256;
constexpr pg::Query insert_query{"limit.insert", R"sql(
    INSERT INTO limit_notice (id, body) SELECT * FROM unnest($1::bigint[], $2::text[])
)sql"};

std::string body_of(std::int64_t id)
{
    return fmt::format(
        R"({{"phone":"84905{:06}","template_id":"500101","template_data":{{"ma_ho_so":"H21.12.34-261124-{:06}","thu_tuc":"Đăng ký biến động quyền sử dụng đất","co_quan":"Trung tâm Phục vụ hành chính công Xã Kông Bơ La","ngay":"24/11/2026","han":"09/12/2026","link":"0123456789abcdef0123456789abcdef"}},"tracking_id":"n{:032}"}})",
        id % 1'000'000, id, id
    );
}

struct Slot {
    CURL* handle = nullptr;
    std::string body, answer;
};

std::size_t take(char* data, std::size_t, std::size_t size, void* user)
{
    static_cast<Slot*>(user)->answer.append(data, size);
    return size;
}

} // namespace

double run_limit(
    const std::string& database_target, const std::string& endpoint_origin,
    const std::string& authority_file, std::int64_t notices, int connections
)
{
    pg::Connection database(database_target);
    database.script("DROP TABLE IF EXISTS limit_notice; CREATE TABLE limit_notice (id bigint "
                    "PRIMARY KEY, body text NOT NULL)");
    CURLM* multi = curl_multi_init();
    curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
    headers = curl_slist_append(headers, "access_token: At-demo-01");
    headers = curl_slist_append(headers, "Expect:");
    const auto url = endpoint_origin + "/message/template";
    std::vector<std::unique_ptr<Slot>> slots;
    std::vector<Slot*> free;
    for (int i = 0; i < connections; ++i) {
        auto slot = std::make_unique<Slot>();
        slot->handle = curl_easy_init();
        curl_easy_setopt(slot->handle, CURLOPT_URL, url.c_str());
        curl_easy_setopt(slot->handle, CURLOPT_PROXY, "");
        curl_easy_setopt(slot->handle, CURLOPT_CAINFO, authority_file.c_str());
        curl_easy_setopt(slot->handle, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(slot->handle, CURLOPT_WRITEFUNCTION, &take);
        curl_easy_setopt(slot->handle, CURLOPT_WRITEDATA, slot.get());
        curl_easy_setopt(slot->handle, CURLOPT_PRIVATE, slot.get());
        free.push_back(slot.get());
        slots.push_back(std::move(slot));
    }

    const auto begun = std::chrono::steady_clock::now();
    std::int64_t durable = 0, next = 0, answered = 0;
    while (answered < notices) {
        if (next == durable && durable < notices) {
            std::vector<std::int64_t> ids;
            std::vector<std::string> bodies;
            for (; durable < notices && ids.size() < batch_notices; ++durable) {
                ids.push_back(durable);
                bodies.push_back(body_of(durable));
            }
            database.exec(insert_query, ids, bodies);
        }
        while (!free.empty() && next < durable) {
            auto* slot = free.back();
            free.pop_back();
            slot->body = body_of(next++);
            slot->answer.clear();
            curl_easy_setopt(slot->handle, CURLOPT_POSTFIELDSIZE, long(slot->body.size()));
            curl_easy_setopt(slot->handle, CURLOPT_POSTFIELDS, slot->body.data());
            curl_multi_add_handle(multi, slot->handle);
        }
        int running = 0, left = 0;
        curl_multi_perform(multi, &running);
        while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
            Slot* slot = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &slot);
            if (message->data.result != CURLE_OK || !slot->answer.starts_with(R"({"error":0)"))
                throw std::runtime_error("the endpoint refuses the limit's call");
            curl_multi_remove_handle(multi, slot->handle);
            free.push_back(slot);
            ++answered;
        }
        if (free.empty() || next == notices) curl_multi_poll(multi, nullptr, 0, 100, nullptr);
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    for (auto& slot : slots) curl_easy_cleanup(slot->handle);
    curl_multi_cleanup(multi);
    curl_slist_free_all(headers);
    return double(notices) / took.count();
}

} // namespace tnung::bench
