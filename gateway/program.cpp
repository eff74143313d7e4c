#include "gateway/program.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/base/crash_point.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/desk/desk_page.hpp"
#include "foundation/log/log.hpp"
#include "foundation/service/operator_pages.hpp"
#include "foundation/service/supervisor.hpp"
#include "gateway/account_chat.hpp"
#include "gateway/authority.hpp"
#include "gateway/case/case_pages.hpp"
#include "gateway/case/number_task_kinds.hpp"
#include "gateway/case/unit_pages.hpp"
#include "gateway/citizen/phone_message_figures.hpp"
#include "gateway/database.hpp"
#include "gateway/delivery/cost_pages.hpp"
#include "gateway/delivery/delivery_worker.hpp"
#include "gateway/delivery/lane.hpp"
#include "gateway/delivery/notice_outgoing.hpp"
#include "gateway/delivery/operations.hpp"
#include "gateway/delivery/operations_pages.hpp"
#include "gateway/delivery/small_outgoing.hpp"
#include "gateway/desk/desk.hpp"
#include "gateway/desk/staff_pages.hpp"
#include "gateway/dossier_notice/dossier_figures.hpp"
#include "gateway/dossier_notice/dossier_subject.hpp"
#include "gateway/dossier_notice/preview_pages.hpp"
#include "gateway/figures/counting.hpp"
#include "gateway/intake/corrections_pages.hpp"
#include "gateway/intake/openapi_pages.hpp"
#include "gateway/intake/problem.hpp"
#include "gateway/intake/sender_pages.hpp"
#include "gateway/lookup/lookup_pages.hpp"
#include "gateway/national/national_fetch.hpp"
#include "gateway/national/national_pages.hpp"
#include "gateway/notice/notice_figures.hpp"
#include "gateway/notice/reconcile_pages.hpp"
#include "gateway/page/failure_pages.hpp"
#include "gateway/proof/proof_pages.hpp"
#include "gateway/rights/kept_pages.hpp"
#include "gateway/timeline/citizen_pages.hpp"
#include "gateway/worklist/worklist_pages.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <optional>

namespace tnung::embedded {
std::span<const EmbeddedFile> gateway_data();
}

namespace tnung::gateway {

namespace {

constexpr std::string_view desk_root = "/can-bo",
                           too_large = "Anh (chị) chọn tệp nhỏ hơn, hoặc gửi làm nhiều lần.";
constexpr std::size_t connections_max = 40;
constexpr std::size_t desk_each_max = 3; ///< of one session at once, of four who work

std::string_view data_file(std::string_view name)
{
    return file_of(embedded::gateway_data(), name);
}

/// Of the province's own table of holidays, where it has one.
calendar::WorkingDays calendar_of(const Settings& settings)
{
    const auto own = settings.holidays_file.empty()
                         ? std::optional(std::string(data_file("holidays.tsv")))
                         : whole_file(settings.holidays_file);
    if (!own)
        throw std::runtime_error(
            fmt::format("{} (gateway.holidays): cannot be read", settings.holidays_file.string())
        );
    return calendar::WorkingDays(
        {*own, data_file("statutory-days.tsv"), data_file("lunar-days.tsv")}
    );
}

/// A rehearsal signs with a certificate that nobody vouches for; a province has its own.
NoticeProof::Settings proof_settings(const Settings& settings, Instant now)
{
    NoticeProof::Settings proof{
        settings.proof_certificate_file, settings.proof_key_file, settings.web.page_origin};
    if (settings.environment == Environment::sandbox && proof.certificate_file.empty()) {
        proof.certificate_file = settings.data_folder / "proof-rehearsal.pem";
        proof.key_file = settings.data_folder / "proof-rehearsal.key";
        crypto::make_self_signed(
            proof.certificate_file, proof.key_file, "Tỉnh Gia Lai (diễn tập)", now
        );
    }
    return proof;
}

SignIn::Settings desk_sign_in(const Settings& settings, const crypto::Keyring& keyring)
{
    return {
        .root = "/can-bo",
        .cookie = "can-bo",
        .title = "Đăng nhập bàn làm việc",
        .help = "Quên mật khẩu hoặc mất điện thoại: hỏi người quản trị của tỉnh.",
        .form_key = keyring.key("gateway.form"),
        .page_origin = settings.web.page_origin};
}

/// In the order of a day's work.
std::vector<RailItem> desk_rail()
{
    return {
        {"/can-bo/viec", "list-checks", "Việc cần làm", may::serve},
        {"/can-bo/goi", "phone-call", "Danh sách gọi", may::serve},
        {"/can-bo/ho-so", "search", "Hồ sơ", may::serve},
        {"/can-bo/mau-tin", "message-circle", "Mẫu tin", may::everybody},
        {"/can-bo/dang-chay", "activity", "Đang chạy", may::watch},
        {"/can-bo/doi-chieu", "scale", "Đối chiếu", may::watch},
        {"/can-bo/chi-phi", "hand-coins", "Chi phí", may::watch},
        {"/can-bo/luu-giu", "history", "Lưu giữ", may::watch},
        {"/can-bo/nguoi-dung", "users", "Người dùng", may::administer},
        {"/can-bo/he-thong-gui", "key-round", "Hệ thống gửi", may::administer},
        {"/can-bo/don-vi", "landmark", "Đơn vị", may::watch}};
}

OperationsSettings operations_settings(const Settings& settings)
{
    return {
        settings.governor.account, settings.governor.calls_per_minute, settings.codes.dong_per_code,
        settings.governor.day_from_hour, settings.governor.day_until_hour};
}

} // namespace

struct Program::Parts {
    const Settings settings;
    SystemClock clock;
    metrics::Registry metrics;
    const crypto::Keyring keyring;
    Database database;
    pg::Pool pool;
    /// For addresses that come from outside, as those of pictures do.
    http::Client outside{
        {.public_addresses_only = settings.environment == Environment::production}};
    http::Client client{
        {.connections_per_host_max = std::size_t(settings.zalo.connections_max),
         .authority_file = settings.zalo.authority_file}};
    const UnitDirectory units{data_file("gia-lai-units.tsv"), data_file("gia-lai-old-units.tsv")};
    const NoticeRules rules{data_file("notice-rules.tsv")};
    const ZaloTemplates templates{data_file("zalo-templates.tsv")};
    const calendar::WorkingDays calendar = calendar_of(settings);
    const DataRights rights{data_file("data-rights.tsv")};
    const RetentionRules retention_rules{data_file("retention.tsv")};
    const PersonKeys keys;
    const DossierSubject dossiers{keys, rules, settings.disclosure};
    const Subjects subjects{&dossiers};
    Senders senders;
    Intake intake;
    ZaloTokens tokens;
    ZaloClient zalo;
    const SmsAnswers sms_answers{data_file("sms-answers.tsv")};
    SmsClient sms{client, settings.sms, sms_answers};
    NoticeOutgoing notices;
    PhoneMessageOutgoing phone_messages;
    ReplyOutgoing replies;
    ProfileOutgoing profiles;
    Governor governor;
    DeliveryWorker worker;
    const ChatSentences sentences{data_file("chat-sentences.tsv")};
    const AccountChat chat;
    PhotoDesk photo_desk;
    IntakePages intake_pages;
    NationalPages national_pages{intake,  senders,
                                 clock,   {settings.national_destination_code},
                                 metrics, [this] { worker.wake(); }};
    NationalFetch national_fetch{pool,    clock,
                                 client,  intake,
                                 senders, settings.national_source,
                                 metrics, [this] { worker.wake(); }};
    CorrectionsPages corrections_pages{pool, senders, clock, keys};
    WebhookPages webhook_pages;
    const Assets assets = gateway_assets();
    FailurePages failure_pages{assets, settings.account_page};
    LookupPages lookup_pages{pool, clock, assets, keys, settings.account_page};
    CitizenPages citizen_pages{
        pool,
        clock,
        assets,
        keys,
        units,
        calendar,
        rights,
        retention_rules,
        keyring.key("gateway.form"),
        {settings.web.page_origin, settings.account_page, settings.disclosure}};
    Retention retention{pool, clock, keys, retention_rules, metrics};
    Counting counting{pool, clock, {notice_figures(), dossier_figures(), phone_message_figures()}};
    const NoticeProof proof{
        keys, keyring.key("gateway.proof"), proof_settings(settings, clock.now())};
    ProofPages proof_pages{pool, assets, proof};
    audit::Log audit_log{
        pool, settings.audit_origin,
        audit::kept_head_file(settings.data_folder, settings.audit_origin)};
    authority::AuthorityClient authority{settings.authority_socket, settings.authority_user};
    SignIn sign_in{pool, clock, assets, authority, desk_sign_in(settings, keyring)};
    const DeskFrame desk_frame{assets, [this](const auto& unit) { return unit_name(unit); }};
    DeskHost desk_host{
        desk_frame,
        sign_in,
        {desk_rail(),
         [this](auto& tx, const auto& desk) { return worklist_pages.waiting(tx, desk); },
         [this] { worker.wake(); }}};
    const HomePages home_pages{sign_in};
    const WorklistPages worklist_pages{
        desk_frame,
        keys,
        units,
        subjects,
        {wrong_number_tasks(assets, keys), talk_tasks(keys), ask_number_tasks(assets, keys)}};
    const CasePages case_pages{{desk_frame, keys, rules, rights, proof, authority}};
    const PreviewPages preview_pages{desk_frame, rules, templates, settings.web.page_origin};
    const OperationsPages operations_pages{
        desk_frame, subjects, calendar, operations_settings(settings)};
    const ReconcilePages reconcile_pages{desk_frame, pool, subjects};
    const CostPages cost_pages{desk_frame, units, settings.codes.dong_per_code};
    const KeptPages kept_pages{desk_frame, retention};
    const UnitPages unit_pages{desk_frame, units};
    const GrantRules roles = desk_roles();
    const StaffPages staff_pages{desk_frame, units, roles, authority};
    const SenderPages sender_pages{desk_frame};
    door::Door<DeskRequest> desk_door{
        pool, clock, sign_in, desk_host, {.pages = "consoles", .prints = "consoles"}};
    std::optional<ProcessBeside> authority_process;
    OperatorPages operator_pages{pool, metrics, audit_log};
    BackgroundLoop database_watch = watch_of(database.cluster);
    std::optional<http::Server> server;

    explicit Parts(Settings given)
        : settings(std::move(given)), clock(settings.clock_shift),
          keyring(crypto::Keyring::load_or_create(settings.data_folder / "master.key")),
          database(ready_database(settings)), pool(database.app, connections_max), keys(keyring),
          senders(pool, settings.senders), intake(pool, keys, units, rules, settings.disclosure),
          tokens(pool, client, settings.zalo, keyring), zalo(client, settings.zalo),
          notices(
              dossiers, keys, templates, calendar,
              {.route = settings.route,
               .settle = settings.delivery.settle,
               .page_origin = settings.web.page_origin,
               .sms = settings.sms.is_set_up(),
               .sms_receipts = !settings.sms.receipt_secret.empty(),
               .sms_urgency_max = settings.sms_urgency_max}
          ),
          phone_messages(keys, templates), replies(keys), profiles(keys),
          governor(pool, settings.governor),
          worker(
              pool, clock, tokens, zalo, sms, governor,
              {&notices, &phone_messages, &replies, &profiles}, settings.delivery, metrics
          ),
          chat(
              keys, units, calendar, rights, retention_rules, sentences,
              {.link =
                   {.disclosure = settings.disclosure,
                    .codes = settings.codes,
                    .account = settings.governor.account},
               .page_origin = settings.web.page_origin}
          ),
          photo_desk(
              pool, clock, keys, outside, chat.chat(), settings.photos, [this] { worker.wake(); },
              metrics
          ),
          intake_pages(intake, senders, clock, metrics, [this] { worker.wake(); }),
          webhook_pages(
              pool, clock, keyring, settings.zalo, settings.sms, chat.chat(),
              [this] {
                  worker.wake();
                  photo_desk.wake();
              },
              metrics
          )
    {
        if (const auto names = chat.chat().unanswered(); !names.empty())
            throw std::logic_error(
                fmt::format("chat-sentences.tsv: no room answers {}", fmt::join(names, ", "))
            );
        if (!settings.zalo_first_refresh_token.empty() && !tokens.installed())
            tokens.install(
                settings.zalo_first_access_token, settings.zalo_first_refresh_token, clock.now()
            );
        desk_door.add(home_pages.routes());
        desk_door.add(worklist_pages.routes());
        desk_door.add(case_pages.routes());
        desk_door.add(preview_pages.routes());
        desk_door.add(operations_pages.routes());
        desk_door.add(reconcile_pages.routes());
        desk_door.add(cost_pages.routes());
        desk_door.add(kept_pages.routes());
        desk_door.add(unit_pages.routes());
        desk_door.add(staff_pages.routes());
        desk_door.add(sender_pages.routes());
        watch();
    }

    std::string unit_name(const std::optional<std::string>& unit_code) const
    {
        if (!unit_code) return "Toàn tỉnh";
        const auto unit = units.resolve(*unit_code);
        return unit.unit ? unit.unit->name : *unit_code;
    }

    /// Gauges are read from the database: any one process tells of all.
    void watch()
    {
        const auto gauge = [this](std::string_view name, std::string_view help, auto read) {
            metrics.gauge(name, help, [this, read] {
                auto tx = pool.begin();
                return double(read(tx));
            });
        };
        metrics.gauge(
            "tnung_zalo_consent_needed", "1: an administrator of the account must consent again",
            [this] { return tokens.consent_needed() ? 1.0 : 0.0; }
        );
        gauge("tnung_outbox_waiting", "What waits in the outbox", [](auto& tx) {
            return outbox::waiting(tx);
        });
        gauge(
            "tnung_outbox_urgent_oldest_seconds",
            "Longest wait of a due obligation, code or answer",
            [this](auto& tx) { return outbox::longest_wait(tx, 1, clock.now()).count(); }
        );
        metrics.gauge(
            "tnung_holidays_missing", "The year whose table of holidays is asked for; 0: none",
            [this] { return calendar.table_missing_on(day_of(clock.now())).value_or(0); }
        );
        gauge(
            "tnung_outbox_set_aside",
            "What could not be made ready to leave: each with its reason on the operator's page",
            [](auto& tx) { return outbox::aside_count(tx); }
        );
        gauge(
            "tnung_template_messages_quota", "Template messages that the account may send today",
            [this](auto& tx) { return today(tx).quota; }
        );
        gauge(
            "tnung_template_messages_used", "Template messages that were sent today",
            [this](auto& tx) { return today(tx).used; }
        );
        gauge(
            "tnung_templates_out_of_use", "Templates that Zalo does not let us use",
            [](auto& tx) { return template_standing::out_of_use(tx).size(); }
        );
        gauge("tnung_lanes_paused", "Ways out that an operator stopped", [](auto& tx) {
            return lane::paused(tx).size();
        });
        gauge(
            "tnung_data_requests_late", "Requests about one's own data beyond the day the law sets",
            [this](auto& tx) { return data_request::standing(tx, clock.now()).late; }
        );
        gauge(
            "tnung_desk_reads_much", "Staff who open or search more than a full hall explains",
            [this](auto& tx) { return case_store::who_read_much(tx, clock.now()); }
        );
        gauge(
            "tnung_codes_held_back",
            "Codes of today that the share or the money of a day held back",
            [this](auto& tx) { return one_time_code::held_back(tx, clock.now()); }
        );
        gauge("tnung_webhooks_late", "Webhooks not worked after a minute", [this](auto& tx) {
            return operations::webhooks_late(tx, clock.now());
        });
    }
    day_quota::Day today(pg::Transaction& tx) const
    {
        return day_quota::find(tx, settings.governor.account, clock.now())
            .value_or(day_quota::Day{});
    }

    std::vector<http::Route> routes(bool web)
    {
        if (!web) return {};
        auto all = web_routes();
        if (const auto& code = settings.zalo.site_code; !code.empty())
            all.push_back(
                {http::Method::get, "/zalo_verifier" + code + ".html", "citizens",
                 [code](const auto&) {
                     http::Response page{
                         .body = fmt::format(
                             "<!doctype html><title>Zalo</title><meta "
                             "name=\"zalo-platform-site-verification\" content=\"{}\">\n",
                             code
                         )};
                     return page.with("Content-Type", "text/html; charset=utf-8");
                 }}
            );
        for (auto& route : operator_pages.audit_routes()) all.push_back(std::move(route));
        for (auto& route : desk_door.routes()) all.push_back(std::move(route));
        return all;
    }

    http::Route national_route(std::string pattern)
    {
        return {
            .method = http::Method::post,
            .pattern = std::move(pattern),
            .lane = "intake",
            .handler = [this](const auto& r) { return national_pages.take(r); },
            .body_bytes_max = NationalPages::body_bytes_max,
            .admit = [this](const auto& r) { return national_pages.head_refusal(r); },
            .holder = [this](const auto& r) { return national_pages.holder(r); }};
    }

    std::vector<http::Route> web_routes()
    {
        using http::Method;
        return {
            {.method = Method::post,
             .pattern = "/api/v1/dossier-events",
             .lane = "intake",
             .handler = [this](const auto& r) { return intake_pages.post_events(r); },
             .body_bytes_max = IntakePages::body_bytes_max,
             .admit = [this](const auto& r) { return intake_pages.head_refusal(r); },
             .holder = [](const http::Request& r
                       ) { return std::string(r.header("authorization")); }},
            {Method::post, "/api/v1/national/login", "intake",
             [this](const auto& r) { return national_pages.log_in(r); }, 4096},
            national_route("/api/v1/national"),
            national_route("/api/v1/national/{service}"),
            {Method::get, "/api/v1/corrections", "intake",
             [this](const auto& r) { return corrections_pages.get(r); }},
            {Method::get, "/api/v1/openapi.json", "operator",
             [](const auto& r) { return openapi_document(r); }},
            {Method::post, "/webhooks/zalo", "webhooks",
             [this](const auto& r) { return webhook_pages.post(r); }, 256u << 10},
            {Method::post, "/webhooks/sms", "webhooks",
             [this](const auto& r) { return webhook_pages.post_sms_receipt(r); }, 4096},
            {Method::get, "/", "citizens", [this](const auto& r) { return lookup_pages.get(r); }},
            {Method::get, "/tra-cuu", "citizens",
             [this](const auto& r) { return lookup_pages.get(r); }},
            {Method::post, "/tra-cuu/nhan-tin", "citizens",
             [this](const auto& r) { return lookup_pages.start(r); }},
            {Method::get, "/hs/{token}", "citizens",
             [this](const auto& r) { return citizen_pages.open_link(r); }},
            {Method::post, "/hs/{token}", "citizens",
             [this](const auto& r) { return citizen_pages.give_digits(r); }},
            {Method::get, "/hs/{token}/khong-phai-toi", "citizens",
             [this](const auto& r) { return citizen_pages.ask_not_mine(r); }},
            {Method::post, "/hs/{token}/khong-phai-toi", "citizens",
             [this](const auto& r) { return citizen_pages.stop_number(r); }},
            {Method::post, "/hs/{token}/nhan-lai", "citizens",
             [this](const auto& r) { return citizen_pages.undo_stop(r); }},
            {Method::get, "/ho-so", "citizens",
             [this](const auto& r) { return citizen_pages.my_dossiers(r); }},
            {Method::get, "/ho-so/du-lieu", "citizens",
             [this](const auto& r) { return citizen_pages.my_data(r); }},
            {Method::get, "/ho-so/du-lieu/tai-ve", "citizens",
             [this](const auto& r) { return citizen_pages.take_my_data(r); }},
            {Method::post, "/ho-so/du-lieu/xoa", "citizens",
             [this](const auto& r) { return citizen_pages.change_my_data(r, true); }},
            {Method::post, "/ho-so/du-lieu/giu-lai", "citizens",
             [this](const auto& r) { return citizen_pages.change_my_data(r, false); }},
            {Method::get, "/ho-so/{id}", "citizens",
             [this](const auto& r) { return citizen_pages.dossier(r); }},
            {Method::post, "/ho-so/bo-noi", "citizens",
             [this](const auto& r) { return citizen_pages.unlink(r); }},
            {Method::get, "/xac-nhan/{code}", "citizens",
             [this](const auto& r) { return proof_pages.check(r); }},
            {Method::get, "/assets/{path...}", "citizens",
             [this](const auto& r) { return assets.serve(r); }},
        };
    }
};

Program::Program(Settings settings) : parts_(std::make_unique<Parts>(std::move(settings))) {}
Program::~Program()
{
    stop();
}

std::optional<Program::Duty> Program::parse_duty(std::string_view word)
{
    constexpr std::array<std::pair<std::string_view, Duty>, 7> words = {
        {{"web", Duty::web},
         {"delivery", Duty::delivery},
         {"webhooks", Duty::webhooks},
         {"photos", Duty::photos},
         {"fetch", Duty::fetch},
         {"retention", Duty::retention},
         {"figures", Duty::figures}}};
    for (const auto& [name, duty] : words)
        if (name == word) return duty;
    return std::nullopt;
}

unsigned short
Program::start(const std::set<Duty>& duties, const std::vector<std::string>& authority_words)
{
    if (const auto& reader = parts_->settings.photos.reader; !std::filesystem::exists(reader))
        throw std::runtime_error(
            fmt::format("photos.reader: there is no program at {}", reader.string())
        );
    const auto& settings = parts_->settings;
    if (!settings.crash_at.empty()) crash_point::arm(settings.crash_at, settings.crash_at_passing);
    parts_->audit_log.require_whole();
    parts_->database_watch.start();
    if (duties.contains(Duty::web) && !authority_words.empty())
        parts_->authority_process.emplace("authority", authority_words);
    if (duties.contains(Duty::delivery)) parts_->worker.start();
    if (duties.contains(Duty::webhooks)) parts_->webhook_pages.start();
    if (duties.contains(Duty::photos)) parts_->photo_desk.start();
    if (duties.contains(Duty::fetch)) parts_->national_fetch.start();
    if (duties.contains(Duty::retention)) parts_->retention.start();
    if (duties.contains(Duty::figures)) parts_->counting.start();
    // One pool each, so that a flood of one kind of caller starves no other.
    std::vector<http::Lane> lanes = {
        {"intake", 4, 64},
        {"webhooks", 4, 512},
        {"citizens", 4, 256},
        {"consoles", 4, 128, desk_each_max},
        {"operator", 1, 16}};
    for (auto& lane : SignIn::lanes()) lanes.push_back(std::move(lane));
    auto options = parts_->operator_pages.server_options(settings.web);
    options.failure_page =
        [this](int status, const http::Request& request) -> std::optional<http::Response> {
        if (request.path.starts_with("/api/v1/national")) return NationalPages::failure(status);
        if (request.path.starts_with("/api/")) return intake_failure(status);
        return request.path.starts_with(desk_root)
                   ? desk_failure(
                         parts_->assets, std::string(desk_root), status, request, too_large
                     )
                   : parts_->failure_pages.answer(status, request);
    };
    parts_->server.emplace(std::move(options), lanes, parts_->routes(duties.contains(Duty::web)));
    const auto operator_port = parts_->operator_pages.start(settings.web, [this](auto& tx) {
        return operations::nothing_leaves(tx, parts_->clock.now());
    });
    log::info(
        "gateway.serving", {{"port", parts_->server->port()}, {"operator_port", operator_port}}
    );
    return parts_->server->port();
}

void Program::stop()
{
    if (parts_->server) parts_->server->stop();
    parts_->operator_pages.stop();
    parts_->worker.stop();
    parts_->webhook_pages.stop();
    parts_->photo_desk.stop();
    parts_->national_fetch.stop();
    parts_->retention.stop();
    parts_->counting.stop();
    parts_->authority_process.reset();
    parts_->database_watch.stop();
}

void Program::install_tokens()
{
    const auto& settings = parts_->settings;
    if (settings.zalo_first_access_token.empty() || settings.zalo_first_refresh_token.empty())
        throw std::runtime_error("zalo.first_access_token and zalo.first_refresh_token are needed");
    parts_->tokens.install(
        settings.zalo_first_access_token, settings.zalo_first_refresh_token, parts_->clock.now()
    );
}

pg::Pool& Program::pool()
{
    return parts_->pool;
}

const Subjects& Program::subjects() const
{
    return parts_->subjects;
}
Retention& Program::retention()
{
    return parts_->retention;
}
Intake& Program::intake()
{
    return parts_->intake;
}
Senders& Program::senders()
{
    return parts_->senders;
}
std::vector<std::string> Program::route_list()
{
    std::map<std::string, std::string> may;
    for (const auto& policy : parts_->desk_door.policies())
        may[http::route_name(policy.method, policy.pattern)] =
            fmt::format("{}", fmt::join(policy.roles, ","));
    return route_lines(parts_->routes(true), may);
}
const PersonKeys& Program::keys() const
{
    return parts_->keys;
}
const UnitDirectory& Program::units() const
{
    return parts_->units;
}
audit::Log& Program::audit_log()
{
    return parts_->audit_log;
}
const Clock& Program::clock() const
{
    return parts_->clock;
}

} // namespace tnung::gateway
