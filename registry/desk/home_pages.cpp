#include "registry/desk/registry_desk.hpp"

#include "foundation/audit/recent_acts.hpp"
#include "foundation/base/bytes.hpp"
#include "foundation/desk/desk_sheet.hpp"
#include "foundation/text/time_text.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/filing/declarant_list.hpp"
#include "registry/vault/reader_rights.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

namespace {

constexpr int log_lines_max = 200;
constexpr int year_from = 2020, year_until = 2100;

/// What was refused or is wrong.
const std::vector<std::string> refusals = {
    "desk.denied",       "vault.denied",   "vault.recused",    "vault.too_often",
    "vault.day_used_up", "vault.tampered", "vault.signed_out", "audit.witness_denies"};

/// Only the yearly declaration has a list.
std::string_view list_words(const Campaign& campaign, bool approved)
{
    if (campaign.kind != annual_kind) return "";
    return approved ? "Đã duyệt" : "Chưa duyệt";
}

std::string_view act_text(std::string_view act)
{
    if (act == "desk.sign_in") return "Đăng nhập";
    if (act == "desk.denied") return "Mở trang không thuộc vai trò";
    if (act == "declaration.edit") return "Người kê khai mở bản nháp";
    if (act == "declaration.read") return "Đọc bản kê khai";
    if (act == "declaration.print") return "In bản kê khai";
    if (act == "declaration.compare") return "So với lần trước";
    if (act == "filing.begin") return "Bắt đầu kê khai";
    if (act == "filing.list") return "Thêm một bản kê khai phải nộp";
    if (act == "filing.strike") return "Bỏ khỏi danh sách";
    if (act == "filing.put_back") return "Đưa lại vào danh sách";
    if (act == "filing.list_file") return "Tải danh sách người kê khai";
    if (act == "filing.list_approved") return "Duyệt danh sách người kê khai";
    if (act == "filing.list_reopened") return "Mở lại danh sách đã duyệt";
    if (act == "reading.recuse") return "Từ chối đọc bản của một người";
    if (act == "reading.recusal_lifted") return "Gỡ một lần từ chối đọc";
    if (act == "reading.permit_asked") return "Xin đọc thêm trong ngày";
    if (act == "reading.permit_decided") return "Quyết định cho đọc thêm";
    if (act == "reading.alarm_looked_at") return "Xem xét một cảnh báo";
    if (act == "vault.day_used_up") return "Kho từ chối: hết mức đọc của ngày";
    if (act == "vault.recused") return "Kho từ chối: người đã từ chối đọc";
    if (act == "staff.add") return "Mở tài khoản";
    if (act == "staff.role") return "Đổi vai trò của một tài khoản";
    if (act == "staff.disable") return "Khóa một tài khoản";
    if (act == "staff.enable") return "Mở lại một tài khoản";
    if (act == "rules.acknowledged") return "Xác nhận quy chế";
    if (act == "people.import") return "Nhập danh sách người kê khai";
    if (act == "people.ask_failed") return "Hỏi CSDL cán bộ, công chức không được";
    if (act == "people.add") return "Thêm người vào sổ";
    if (act == "people.change") return "Sửa người trong sổ";
    if (act == "people.control") return "Ghi cơ quan kiểm soát của một người";
    if (act == "people.decide") return "Quyết định chỗ danh sách khác sổ";
    if (act == "filing.submit") return "Nộp bản kê khai";
    if (act == "filing.return") return "Trả lại để bổ sung";
    if (act == "filing.receive") return "Tiếp nhận";
    if (act == "filing.paper") return "Tải bản có chữ ký lên";
    if (act == "filing.paper_withdrawn") return "Gỡ một bản có chữ ký";
    if (act == "declaration.paper") return "Mở bản có chữ ký";
    if (act == "vault.attach") return "Kho nhận một bản có chữ ký";
    if (act == "filing.hand_over") return "Bàn giao cho cơ quan kiểm soát";
    if (act == "unit.stand_in") return "Cử người thay người phụ trách";
    if (act == "unit.stand_in_ended") return "Chấm dứt người thay";
    if (act == "agency.succeed") return "Ghi cơ quan tiếp nhận người của cơ quan đã chấm dứt";
    if (act == "unit.successor") return "Giao đơn vị tiếp nhận hồ sơ";
    if (act == "unit.taken_over") return "Tiếp nhận hồ sơ của đơn vị đã chấm dứt, đổi khóa";
    if (act == "unit.took_over") return "Nhận bản kê khai, người của đơn vị đã chấm dứt";
    if (act == "agency.add") return "Thêm cơ quan";
    if (act == "agency.change") return "Đổi tên, chuyển cơ quan";
    if (act == "agency.end") return "Ghi cơ quan giải thể, sáp nhập";
    if (act == "agency.file") return "Tải danh sách cơ quan";
    if (act == "filing.invite") return "Lập thông báo kê khai";
    if (act == "filing.remind") return "Đôn đốc bằng văn bản";
    if (act == "filing.book_file") return "Tải sổ theo dõi";
    if (act == "filing.publish") return "Công khai bản kê khai";
    if (act == "filing.published") return "Ghi nhận công khai xong";
    if (act == "publication.read") return "Đọc ý kiến khi công khai";
    if (act == "filing.publish_withdrawn") return "Bỏ một lần công khai";
    if (act == "declaration.provide") return "Mở để cung cấp cho cơ quan yêu cầu";
    if (act == "provision.made") return "Ghi một yêu cầu cung cấp thông tin";
    if (act == "provision.put") return "Đưa bản kê khai vào yêu cầu cung cấp";
    if (act == "provision.taken_out") return "Bỏ bản kê khai khỏi yêu cầu cung cấp";
    if (act == "provision.decided") return "Quyết định một yêu cầu cung cấp";
    if (act == "provision.answered") return "Ghi văn bản trả lời yêu cầu cung cấp";
    if (act == "provision.file") return "Tải sổ yêu cầu cung cấp";
    if (act == "erasure.made") return "Lập danh mục hết thời hạn lưu trữ";
    if (act == "erasure.decided") return "Quyết định danh mục hết thời hạn";
    if (act == "erasure.file") return "Tải danh mục hết thời hạn";
    if (act == "vault.destroyed") return "Hủy khóa của một bản ghi";
    if (act == "campaign.file") return "Tải kết quả đợt kê khai";
    if (act == "campaign.open") return "Mở đợt kê khai";
    if (act == "vault.domain_rotated") return "Đổi khóa một miền đọc";
    if (act == "vault.master_rotated") return "Đổi khóa chủ";
    if (act == "vault.keys_shared") return "Chia khóa chủ thành các mảnh";
    if (act == "vault.keys_restored") return "Khôi phục khóa chủ từ các mảnh";
    if (act == "audit.witness_denies") return "Bên làm chứng không nhận nhật ký này";
    if (act == "vault.denied") return "Kho từ chối: không có quyền";
    if (act == "vault.too_often") return "Kho từ chối: đọc quá nhiều";
    if (act == "vault.tampered") return "Bản ghi không còn nguyên vẹn";
    if (act == "vault.signed_out") return "Hỏi kho mà không có phiên đăng nhập";
    return act;
}

} // namespace

http::Response RegistryDesk::home(const Asked& asked)
{
    const auto& role = asked.seat.staff.role;
    if (of_control_body(asked.seat.staff)) return http::see_other("/thanh-tra");
    if (role == role::personnel) return http::see_other("/don-vi");
    if (role == role::home_affairs) return http::see_other("/co-quan");
    if (role == role::administrator) return http::see_other("/dot-ke-khai");
    if (role == role::auditor) return http::see_other("/nhat-ky");
    return http::see_other("/ke-khai");
}

http::Response RegistryDesk::sign_out(const Asked& asked)
{
    return sign_in_.sign_out(asked.request);
}

http::Response RegistryDesk::campaigns(const Asked& asked)
{
    std::vector<Markup> parts{h1({"Các đợt kê khai"})};
    const auto all = list_store::campaigns(asked.tx);
    if (all.empty())
        parts.push_back(empty_card(
            parts_.assets, "calendar-days",
            "Chưa có đợt kê khai nào. Nhập danh sách người có nghĩa vụ rồi mở đợt."
        ));
    for (const auto& one : all) {
        const auto form = parts_.forms.of(one.kind, one.due_on);
        std::vector<DeskRow> rows;
        for (const auto& agency : list_store::progress(asked.tx, one.id, day_of(asked.seat.now)))
            rows.push_back(DeskRow{
                cell(agency.agency_name), cell(cls("num"), fmt::format("{}", agency.listed)),
                cell(std::string(list_words(one, agency.approved))),
                cell(cls("num"), fmt::format("{}", agency.begun)),
                cell(cls("num"), fmt::format("{}", agency.with_unit)),
                cell(cls("num"), fmt::format("{}", agency.handed_over)),
                cell(cls("num"), fmt::format("{}", agency.posted + agency.read_out)),
                cell(cls("num"), fmt::format("{}", agency.late)),
                cell(cls("num"), fmt::format("{}", agency.reminded_twice))});
        const auto name = title_of(one);
        parts.push_back(section(
            {cls("stack"), h2({name}),
             p({cls("small muted"),
                one.kind == first_kind || one.kind == personnel_kind
                    ? std::string("Mỗi người có hạn nộp riêng.")
                    : fmt::format(
                          "Người kê khai nộp chậm nhất {} ({}).", text::weekday_date(one.due_on),
                          time_left(one.due_on, asked.seat.now)
                      )}),
             form && !form->sure
                 ? div(
                       {cls("note"), attr("data-tone", "sun"),
                        desk_icon(parts_.assets, "triangle-alert"),
                        div({cls("small"), form->source + ". Đang dùng mẫu cũ với ngưỡng mới."})}
                   )
                 : Markup{},
             desk_table(
                 name,
                 {"Cơ quan", "Phải kê khai", "Danh sách", "Đang làm", "Ở đơn vị", "Đã bàn giao",
                  "Đã công khai", "Trễ", "Đôn đốc hai lần"},
                 rows
             ),
             sheet_link(parts_.assets, fmt::format("/dot-ke-khai/tai-ve?dot={}", one.id.value)),
             campaign_calendar(one)}
        ));
    }
    if (asked.seat.staff.role == role::administrator) {
        parts.push_back(section(
            {cls("stack card"), h2({"Mở đợt kê khai hằng năm"}),
             act_form(
                 asked.seat, "/dot-ke-khai",
                 {div(
                      {cls("field"), label({attr("for", "year"), "Năm"}),
                       input(
                           {attr("id", "year"), attr("name", "year"), attr("inputmode", "numeric"),
                            attr("value", iso_text(day_of(asked.seat.now)).substr(0, 4))}
                       )}
                  ),
                  p({cls("hint"), "Ai thuộc diện hằng năm sẽ có một bản kê khai phải nộp; đơn vị "
                                  "sửa và duyệt danh "
                                  "sách của mình. Kê khai lần đầu, phục vụ công tác cán bộ do đơn "
                                  "vị yêu cầu từng "
                                  "người; kê khai bổ sung do người kê khai tự bắt đầu."}),
                  button({cls("btn"), "Mở đợt"})}
             )}
        ));
    }
    return page(asked, "Các đợt kê khai", "/dot-ke-khai", div({cls("stack l"), parts}));
}

http::Response RegistryDesk::campaign_sheet(const Asked& asked)
{
    const auto campaign = asked_campaign(asked, list_store::campaigns(asked.tx));
    if (!campaign) return sorry(asked, 404, "Chưa mở đợt kê khai nào", "Không có gì để tải.");
    note(asked, "campaign.file", {}, {{"campaign", campaign->id.value}});
    auto sheet = sheet_for(asked.seat, "Kết quả " + title_of(*campaign));
    sheet.name = "Kết quả kê khai, công khai";
    sheet.columns = {
        {"STT", 6},
        {"Cơ quan", 44},
        {"Phải kê khai", 10},
        {"Danh sách", 12},
        {"Chưa nộp", 10},
        {"Ở đơn vị", 10},
        {"Đã bàn giao", 10},
        {"Công khai: niêm yết", 12},
        {"Công khai: cuộc họp", 12},
        {"Trễ", 8},
        {"Đôn đốc hai lần, chưa nộp", 14}};
    for (const auto& one : list_store::progress(asked.tx, campaign->id, day_of(asked.seat.now)))
        sheet.rows.push_back(
            {std::int64_t(sheet.rows.size() + 1), one.agency_name, one.listed,
             std::string(list_words(*campaign, one.approved)),
             one.listed - one.with_unit - one.handed_over, one.with_unit, one.handed_over,
             one.posted, one.read_out, one.late, one.reminded_twice}
        );
    return sheet_response(asked.seat, "ket-qua-ke-khai", sheet);
}

http::Response RegistryDesk::open_campaign(const Asked& asked)
{
    const auto year = int(std::clamp<std::int64_t>(
        parse_integer(asked.request.field("year").value_or("")).value_or(0), 0, year_until + 1
    ));
    const auto first = make_day(year, 1, 1);
    if (year < year_from || year > year_until || !first)
        return sorry(asked, 422, "Năm chưa đúng", "Ghi năm bốn chữ số, thí dụ 2026.");
    const auto due = parts_.deadlines.due(annual_kind, *first);
    const auto opened =
        list_store::open_campaign(asked.tx, year, due, asked.seat.staff.id, asked.seat.now);
    if (opened.listed == 0)
        return sorry(
            asked, 409, "Đợt này đã mở, không có ai mới",
            "Nhập thêm người vào danh sách trước; mở lại đợt thì người mới được thêm vào."
        );
    note(asked, "campaign.open", {}, {{"campaign", opened.id.value}, {"listed", opened.listed}});
    return http::see_other("/dot-ke-khai");
}

http::Response RegistryDesk::log(const Asked& asked)
{
    std::vector<DeskRow> counts, alarms;
    for (const auto& one : audit::recent_counts(asked.tx))
        counts.push_back(DeskRow{
            cell(std::string(act_text(one.act))), cell(cls("num"), fmt::format("{}", one.count)),
            cell(cls("num"), fmt::format("{}", one.actors))});
    for (const auto& one : audit::recent(asked.tx, refusals, log_lines_max))
        alarms.push_back(DeskRow{
            cell(std::string(act_text(one.act))),
            cell(
                one.at ? fmt::format("{} {}", clock_text(*one.at), date_text(day_of(*one.at))) : ""
            ),
            cell(one.actor), cell(one.subject)});
    std::vector<Markup> parts{
        h1({alarms.empty()
                ? "Không có việc bị từ chối trong nhật ký gần đây"
                : fmt::format("{} việc bị từ chối hoặc bất thường gần đây", alarms.size())}),
        p({cls("small muted"),
           "Trong 10.000 việc mới nhất. Trang này không mở được bản kê khai nào; "
           "người và bản ghi chỉ hiện bằng số."})};
    if (!alarms.empty())
        parts.push_back(desk_table("Bị từ chối", {"Việc", "Lúc", "Người", "Đối tượng"}, alarms));
    parts.push_back(witnesses_section(asked));
    parts.push_back(section(
        {cls("card stack"), h2({"Tự kiểm tra nhật ký"}),
         p({"Chạy công cụ độc lập audit_fsck trên máy của mình: nó lấy cả nhật ký từ đây, tính lại "
            "từ "
            "đầu và so với bản đầu mục đã giữ lần trước."}),
         p({cls("command small"),
            fmt::format(
                "audit_fsck '{}' log {}/nhat-ky/kiem-tra --head LAN-TRUOC --header COOKIE",
                parts_.audit_log.verifier_key(), parts_.page_origin
            )}),
         p({cls("small muted"), "COOKIE: tệp có một dòng, là dòng Cookie của phiên đăng nhập này. "
                                "LAN-TRUOC: đầu mục tải "
                                "lần trước; tải đầu mục hôm nay để lần sau so:"}),
         p(
             {a({cls("btn plain"), attr("href", "/nhat-ky/kiem-tra/checkpoint"),
                 attr("download", "dau-muc-" + iso_text(day_of(asked.seat.now))),
                 desk_icon(parts_.assets, "download"), " Đầu mục hôm nay"})}
         )}
    ));
    parts.push_back(h2({"Đếm theo việc"}));
    parts.push_back(desk_table("Đếm theo việc", {"Việc", "Số lần", "Số người"}, counts));
    return page(asked, "Nhật ký", "/nhat-ky", div({cls("stack l"), parts}));
}

html::Node RegistryDesk::witnesses_section(const Asked& asked) const
{
    const auto states = Witnesses::states(asked.tx, parts_.witnesses);
    if (states.empty())
        return section(
            {cls("card stack"), h2({"Bên làm chứng"}),
             p({"Chưa có. Bên làm chứng là máy của một cơ quan khác, ký vào đầu mục mới sau khi tự "
                "kiểm tra rằng nhật ký chỉ dài thêm: nhờ đó người giữ máy ở đây không cắt, không "
                "thay được nhật ký mà không ai biết."})}
        );
    const auto head = parts_.audit_log.witness_request(0);
    const auto size = head ? head->size : 0;
    std::vector<DeskRow> rows;
    bool denied = false;
    for (const auto& one : states) {
        denied |= one.denies;
        rows.push_back(DeskRow{
            cell(strong({one.name})),
            cell(
                one.cosigned_at
                    ? fmt::format(
                          "{} {}", clock_text(*one.cosigned_at), date_text(day_of(*one.cosigned_at))
                      )
                    : std::string("chưa lần nào")
            ),
            cell(cls("num"), fmt::format("{}", one.size)),
            cell(cls("num"), fmt::format("{}", size > one.size ? size - one.size : 0)),
            cell(
                one.denies
                    ? chip(parts_.assets, "danger", "octagon-pause", "Từ chối: " + one.trouble)
                : !one.trouble.empty() ? chip(parts_.assets, "sun", "triangle-alert", one.trouble)
                : one.cosigned_at      ? chip(parts_.assets, "leaf", "shield-check", "Đã ký")
                                       : chip(parts_.assets, "stone", "clock", "Chưa hỏi")
            ),
            cell(
                one.cosigned_at
                    ? a({attr("href", "/nhat-ky/lam-chung?ten=" + http::url_encoded(one.name)),
                         attr("download", "dau-muc-co-chung"), desk_icon(parts_.assets, "download"),
                         " Đầu mục đã ký"})
                    : Markup{}
            )});
    }
    return section(
        {cls("stack"), h2({"Bên làm chứng"}),
         denied
             ? div(
                   {cls("note"), attr("data-tone", "danger"), attr("role", "alert"),
                    desk_icon(parts_.assets, "octagon-pause"),
                    div({"Có bên làm chứng nói nhật ký ở đây không phải nhật ký họ đã thấy: "
                         "nhật ký bị cắt, bị thay, hoặc khôi phục từ bản sao cũ. Giữ nguyên máy, "
                         "so với đầu mục đã giữ, báo người chịu trách nhiệm an ninh."})}
               )
             : Markup{},
         desk_table(
             "Bên làm chứng",
             {"Bên làm chứng", "Ký lần cuối", "Khi có (mục)", "Mục mới từ đó", "Tình trạng",
              "Tải về"},
             rows
         )}
    );
}

http::Response RegistryDesk::log_cosigned(const Asked& asked)
{
    const auto name = asked.request.query_value("ten").value_or("");
    for (const auto& one : Witnesses::states(asked.tx, parts_.witnesses))
        if (one.name == name && one.cosigned_at) return http::text_response(200, one.checkpoint);
    return sorry(asked, 404, "Không có đầu mục này", "Về trang Nhật ký để thấy các bên làm chứng.");
}

http::Response RegistryDesk::log_checkpoint(const Asked&)
{
    const auto head = parts_.audit_log.checkpoint();
    return head ? http::text_response(200, *head)
                : http::text_response(503, "no head was signed yet\n");
}

http::Response RegistryDesk::log_tile(const Asked& asked)
{
    const auto asked_for = audit::parse_tile_path(asked.request.path_value("path"));
    auto& log = parts_.audit_log;
    const auto found = !asked_for ? std::nullopt
                       : asked_for->entries
                           ? log.entry_bundle(asked_for->index, asked_for->width)
                           : log.tile(asked_for->level, asked_for->index, asked_for->width);
    if (!found) return http::text_response(404, "no such tile\n");
    http::Response response{.body = *found};
    return response.with("Content-Type", "application/octet-stream");
}

} // namespace tnung::registry
