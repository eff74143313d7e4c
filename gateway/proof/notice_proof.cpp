#include "gateway/proof/notice_proof.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/document/paper.hpp"
#include "foundation/document/signed_pdf.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/dossier_notice/notice_text.hpp"
#include "gateway/notice/message_status.hpp"
#include "gateway/notice/route.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tnung::gateway {

namespace {

constexpr pg::Query dossier_query{"proof.dossier", R"sql(
    SELECT dossier.code, dossier.procedure_name, dossier.agency_name, coalesce(dossier.owner_name_sealed, owner.name_sealed)
      FROM dossier LEFT JOIN owner ON owner.id = dossier.owner_id WHERE dossier.id = $1
)sql"};

constexpr pg::Query notices_query{"proof.notices", R"sql(
    SELECT notice.kind, event.occurred_at, event.recorded_at, coalesce(notice.channel, ''), phone.number_sealed,
           notice.handed_over_at, notice.delivered_at, notice.seen_at, coalesce(notice.message_id, ''),
           notice.excuse, notice.repeats_id IS NOT NULL, notice.status
      FROM notice
      JOIN dossier_event event ON event.id = notice.cause_id
      LEFT JOIN phone ON phone.id = notice.phone_id
     WHERE notice.subject_id = $1 AND notice.subject = 'dossier' AND notice.created_at <= $2
     ORDER BY notice.id
)sql"};

constexpr pg::Query count_query{"proof.count", R"sql(
    SELECT dossier.code,
           (SELECT count(*) FROM notice WHERE notice.subject_id = dossier.id AND notice.subject = 'dossier' AND notice.created_at <= $2),
           (SELECT count(*) FROM notice WHERE notice.subject_id = dossier.id AND notice.subject = 'dossier' AND notice.delivered_at <= $2)
      FROM dossier WHERE dossier.id = $1
)sql"};

constexpr std::size_t mac_bytes = 16, numbers_bytes = 16;

std::string moment(const std::optional<Instant>& at, std::string_view otherwise)
{
    return at ? fmt::format("{} {}", full_clock_text(*at), date_text(day_of(*at)))
              : std::string(otherwise);
}

std::string way_text(const std::string& channel)
{
    if (channel == channel_name(Channel::chat)) return "Tin trong khung chat Zalo";
    if (channel == channel_name(Channel::template_by_user)) return "Tin mẫu Zalo đến tài khoản";
    if (channel == channel_name(Channel::template_by_phone)) return "Tin mẫu Zalo đến số";
    if (channel == channel_name(Channel::sms)) return "Tin SMS đến số";
    if (channel == channel_name(Channel::call_list)) return "Cán bộ gọi điện";
    return "Chưa gửi";
}

/// Once with seconds, since two events of a minute must not look like one.
std::vector<std::string> row_of(const pg::Rows& rows, std::size_t i, const PersonKeys& keys)
{
    const Words words(Language::vi);
    const auto kind = parse_notice_kind(rows.text(i, 0));
    auto what = kind ? notice_status(*kind, words) : rows.get<std::string>(i, 0);
    if (rows.get<bool>(i, 10)) what = "Nhắc lại: " + what;
    what += fmt::format("\nSự kiện lúc {}", moment(rows.get<Instant>(i, 1), ""));
    auto how = way_text(rows.get<std::string>(i, 3));
    if (const auto number = rows.get<std::optional<Bytes>>(i, 4)) {
        const auto digits = opened(keys.phone, *number, "phone.number");
        if (!digits.empty()) how += " " + text::masked_phone(digits);
    }
    if (const auto message = rows.get<std::string>(i, 8); !message.empty())
        how += "\nMã tin: " + message;
    std::string became =
        fmt::format("Gửi: {}", moment(rows.get<std::optional<Instant>>(i, 5), "chưa gửi"));
    if (!rows.is_null(i, 9)) {
        const auto excuse = parse_excuse(rows.text(i, 9));
        became += fmt::format("\nKhông gửi vì: {}", excuse ? text_of(*excuse) : rows.text(i, 9));
    } else
        became += fmt::format(
            "\nĐến máy: {}", moment(rows.get<std::optional<Instant>>(i, 6), "chưa có báo nhận")
        );
    if (const auto seen = rows.get<std::optional<Instant>>(i, 7))
        became += fmt::format("\nMở xem: {}", moment(seen, ""));
    return {fmt::format("{}", i + 1), what, how, became};
}

} // namespace

NoticeProof::NoticeProof(const PersonKeys& keys, std::string check_key, Settings settings)
    : keys_(keys), check_key_(std::move(check_key)), settings_(std::move(settings))
{
    if (!settings_.certificate_file.empty())
        certificate_.emplace(settings_.certificate_file, settings_.key_file);
}

std::string NoticeProof::pdf(
    pg::Transaction& tx, std::int64_t dossier_id, const std::string& office, Instant now
) const
{
    if (!certificate_) throw std::logic_error("a proof needs a certificate");
    // To the second, as its code says: whoever checks it counts the same.
    const auto until = std::chrono::floor<std::chrono::seconds>(now);
    const auto dossier = tx.exec(dossier_query, dossier_id);
    const auto code = dossier.get<std::string>(0, 0);
    const auto owner = dossier.get<std::optional<Bytes>>(0, 3);
    const auto name = owner ? opened(keys_.owner, *owner, "owner.name") : std::string();
    const auto notices = tx.exec(notices_query, dossier_id, Instant(until));

    document::Paper paper({"Giấy xác nhận đã báo tin, hồ sơ " + code, certificate_->holder(), now});
    paper.letterhead("ỦY BAN NHÂN DÂN\nTỈNH GIA LAI", text::upper(office));
    paper.place_and_day("Gia Lai", day_of(now));
    paper.title("GIẤY XÁC NHẬN", "Việc báo tin về hồ sơ thủ tục hành chính");
    paper.facts(
        {{"Mã hồ sơ", code},
         {"Thủ tục", dossier.get<std::string>(0, 1)},
         {"Chủ hồ sơ", name.empty() ? "không ghi" : name},
         {"Nơi giải quyết", dossier.get<std::string>(0, 2)}}
    );
    paper.paragraph(fmt::format(
        "Tính đến {}, cổng nhắn tin của tỉnh đã ghi nhận {} tin phải báo về hồ sơ này, theo điều "
        "15 Nghị định "
        "224/2026/NĐ-CP, như sau:",
        moment(now, ""), notices.size()
    ));
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < notices.size(); ++i) rows.push_back(row_of(notices, i, keys_));
    if (rows.empty())
        paper.paragraph("Chưa có tin nào.");
    else
        paper.table(
            {{"TT", .07}, {"Việc được báo", .31}, {"Báo bằng cách nào", .31}, {"Diễn biến", .31}},
            rows
        );
    paper.paragraph("“Gửi” là lúc nền tảng nhận tin để chuyển. “Đến máy” và “Mở xem” là lúc nền "
                    "tảng báo lại. Thời gian theo "
                    "giờ Việt Nam.");
    paper.close(
        {.address = address_of({dossier_id, now}),
         .beside = "Quét để kiểm tra giấy này do tỉnh cấp. Chữ ký số nằm trong bản điện tử.",
         .role = "CƠ QUAN XÁC NHẬN",
         .holder = certificate_->holder(),
         .at = now}
    );
    return document::signed_pdf(
        paper.finish(), *certificate_, "Xác nhận việc báo tin về hồ sơ " + code, now
    );
}

std::string NoticeProof::code_of(const Issued& issued) const
{
    const auto seconds =
        std::chrono::floor<std::chrono::seconds>(issued.at).time_since_epoch().count();
    const auto numbers = big_endian(issued.dossier_id, 8) + big_endian(seconds, 8);
    return base64url_text(numbers + crypto::hmac_sha256(check_key_, numbers).substr(0, mac_bytes));
}

std::string NoticeProof::address_of(const Issued& issued) const
{
    return settings_.page_origin + "/xac-nhan/" + code_of(issued);
}

std::optional<NoticeProof::Issued> NoticeProof::issued_as(std::string_view code) const
{
    constexpr std::size_t code_letters = 43;
    if (code.size() != code_letters) return std::nullopt;
    const auto bytes = parse_base64(code);
    if (!bytes || bytes->size() != numbers_bytes + mac_bytes) return std::nullopt;
    const auto numbers = bytes->substr(0, numbers_bytes);
    if (!crypto::equal_in_constant_time(
            bytes->substr(numbers_bytes),
            crypto::hmac_sha256(check_key_, numbers).substr(0, mac_bytes)
        ))
        return std::nullopt;
    return Issued{
        from_big_endian(numbers.substr(0, 8)),
        Instant{std::chrono::seconds(from_big_endian(numbers.substr(8)))}};
}

std::optional<NoticeProof::Count> NoticeProof::count(pg::Transaction& tx, const Issued& issued)
{
    const auto rows = tx.exec(count_query, issued.dossier_id, issued.at);
    if (rows.empty()) return std::nullopt;
    return Count{
        rows.get<std::string>(0, 0), rows.get<std::int64_t>(0, 1), rows.get<std::int64_t>(0, 2)};
}

} // namespace tnung::gateway
