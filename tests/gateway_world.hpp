// The gateway's parts as its program builds them, on a database of their own, with the sandbox's
// Zalo in front of them over HTTP. Only the clock is faked.
#pragma once

#include "foundation/testing/data_file.hpp"
#include "foundation/testing/province_calendar.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"
#include "gateway/account_chat.hpp"
#include "gateway/delivery/delivery_worker.hpp"
#include "gateway/delivery/notice_outgoing.hpp"
#include "gateway/delivery/small_outgoing.hpp"
#include "gateway/dossier_notice/dossier_subject.hpp"
#include "gateway/intake/intake.hpp"
#include "gateway/migrations/migrations.hpp"
#include "gateway/notice/reconciliation.hpp"
#include "gateway/photo/photo_desk.hpp"
#include "gateway/webhook/webhook_pages.hpp"
#include "sandbox/people/people.hpp"
#include "sandbox/sms/sms_gateway.hpp"
#include "sandbox/zalo/zalo_sandbox.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>

namespace tnung {

class GatewayWorld : public ::testing::Test {
protected:
    /// `platform_settings.webhook_url` is filled in.
    explicit GatewayWorld(
        sandbox::ZaloSandboxSettings platform_settings,
        std::chrono::milliseconds call_time_max = std::chrono::milliseconds(10'000),
        bool with_sms = false
    )
        : with_sms_(with_sms)
    {
        zalo_settings.app_id = platform_settings.app_id;
        zalo_settings.app_secret = platform_settings.app_secret;
        zalo_settings.oa_id = platform_settings.oa_id;
        zalo_settings.webhook_secret = platform_settings.webhook_secret;
        zalo_settings.call_time_max = call_time_max;
        platform_settings.webhook_url = receiver->origin() + "/webhooks/zalo";
        platform = std::make_unique<sandbox::ZaloSandbox>(
            platform_settings, clock, testing::data_file("zalo-templates.tsv")
        );
        platform_server = std::make_unique<http::Server>(
            http::ServerOptions{}, platform->lanes(), platform->routes()
        );
        zalo_settings.oauth_origin = zalo_settings.openapi_origin = zalo_settings.business_origin =
            platform_server->origin();
        sms_settings.origin = sms_server.origin();
        platform->set_photo_origin(platform_server->origin());
        tokens.install("At-demo-01", "Rt-demo-01", clock.now());
        auto tx = pool.begin();
        key = gateway::Senders::add(tx, "một cửa", {"H21"}, clock.now()).value();
        tx.commit();
    }

    /// The first number from that one on that has a Zalo account, or has none.
    static std::string phone(int from) { return first_phone(from, true); }
    static std::string unreachable_phone() { return first_phone(0, false); }

    /// What an event of the one-stop system says at least; tests add the rest.
    gateway::DossierEvent plain_event(int state, const std::string& phone)
    {
        gateway::DossierEvent event;
        event.event_id = fmt::format("e{}", ++events_made);
        event.code = {fmt::format("H21.12.34-261124-{:04}", events_made)};
        event.occurred_at = clock.now();
        event.raw_state = fmt::format("{}", state);
        event.state = gateway::DossierState(state);
        event.agency_id = "H21.12";
        event.agency_name = "Trung tâm Phục vụ hành chính công Phường Pleiku";
        event.procedure_name = "Đăng ký biến động";
        event.owner_name = "Rơ Châm H’Hoa";
        event.phones = text::parse_phones(phone);
        event.due_at = clock.now() + std::chrono::days(10);
        return event;
    }
    void take(const gateway::DossierEvent& event)
    {
        intake.take(*senders.of_key(key), {event}, clock.now());
    }

    gateway::Reconciliation::Account reconciled() { return gateway::reconcile(pool, subjects).all; }

    static std::string first_phone(int from, bool with_account)
    {
        for (int i = from;; ++i)
            if (auto number = fmt::format("84905{:06}", i);
                sandbox::has_zalo_account(number) == with_account)
                return number;
    }

    const bool with_sms_;
    testing::TestDatabase database{gateway::migrations()};
    pg::Pool pool{database.app_target(), 8};
    const testing::ScratchFolder scratch;
    const crypto::Keyring keyring = crypto::Keyring::load_or_create(scratch / "master.key");
    FakeClock clock{*parse_iso("2026-11-25T09:00:00+07:00")};
    metrics::Registry metrics;
    gateway::ZaloSettings zalo_settings;
    http::Client client;
    const gateway::UnitDirectory units{
        testing::data_file("gia-lai-units.tsv"), testing::data_file("gia-lai-old-units.tsv")};
    const gateway::NoticeRules rules{testing::data_file("notice-rules.tsv")};
    const gateway::ZaloTemplates templates{testing::data_file("zalo-templates.tsv")};
    const calendar::WorkingDays calendar = testing::province_calendar();
    const gateway::PersonKeys keys{keyring};
    const gateway::DossierSubject dossiers{keys, rules, {}};
    const gateway::Subjects subjects{&dossiers};
    gateway::Senders senders{pool, {}};
    gateway::Intake intake{pool, keys, units, rules};
    gateway::ZaloTokens tokens{pool, client, zalo_settings, keyring};
    gateway::ZaloClient zalo{client, zalo_settings};
    gateway::SmsSettings sms_settings{
        .brand = sandbox::SmsGatewaySettings{}.brand,
        .key = sandbox::SmsGatewaySettings{}.key,
        .receipt_secret = sandbox::SmsGatewaySettings{}.receipt_secret};
    const gateway::SmsAnswers sms_answers{testing::data_file("sms-answers.tsv")};
    gateway::SmsClient sms{client, sms_settings, sms_answers};
    const gateway::DataRights rights{testing::data_file("data-rights.tsv")};
    const gateway::RetentionRules retention_rules{testing::data_file("retention.tsv")};
    const gateway::ChatSentences sentences{testing::data_file("chat-sentences.tsv")};
    const gateway::AccountChat chat{
        keys,
        units,
        calendar,
        rights,
        retention_rules,
        sentences,
        {.link = {.account = sandbox::ZaloSandboxSettings{}.oa_id},
         .page_origin = "https://dvc.example.vn"}};
    gateway::WebhookPages webhook_pages{pool,         clock,       keyring, zalo_settings,
                                        sms_settings, chat.chat(), [] {},   metrics};
    std::unique_ptr<http::Server> receiver = std::make_unique<http::Server>(
        http::ServerOptions{}, std::vector<http::Lane>{{"webhooks", 2, 100}},
        std::vector<http::Route>{
            {http::Method::post, "/webhooks/zalo", "webhooks",
             [this](const auto& r) { return webhook_pages.post(r); }},
            {http::Method::post, "/webhooks/sms", "webhooks",
             [this](const auto& r) { return webhook_pages.post_sms_receipt(r); }}}
    );
    sandbox::SmsGateway sms_gateway{{.receipt_url = receiver->origin() + "/webhooks/sms"}, clock};
    http::Server sms_server{{}, sms_gateway.lanes(), sms_gateway.routes()};
    gateway::PhotoDesk photo_desk{
        pool,   clock,       keys,
        client, chat.chat(), {.hosts = {"127.0.0.1"}, .scheme = "http", .reader = PHOTO_READER},
        [] {},  metrics};
    std::unique_ptr<sandbox::ZaloSandbox> platform;
    std::unique_ptr<http::Server> platform_server;
    gateway::NoticeOutgoing notices{
        dossiers,
        keys,
        templates,
        calendar,
        {.page_origin = "https://dvc.example.vn", .sms = with_sms_, .sms_receipts = true}};
    gateway::PhoneMessageOutgoing phone_messages{keys, templates};
    gateway::ReplyOutgoing replies{keys};
    gateway::ProfileOutgoing profiles{keys};
    gateway::Governor governor{pool, {.account = sandbox::ZaloSandboxSettings{}.oa_id}};
    gateway::DeliveryWorker worker{
        pool,
        clock,
        tokens,
        zalo,
        sms,
        governor,
        {&notices, &phone_messages, &replies, &profiles},
        gateway::DeliverySettings{},
        metrics};
    std::string key;
    int events_made = 0;
};

} // namespace tnung
