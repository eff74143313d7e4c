// The signed paper of what was handed in: sent as photos, as a scan, or signed by a key.
#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/returned/paper_reading.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/desk/registry_desk.hpp"
#include "registry/filing/signed_paper.hpp"
#include "registry/vault/reader_rights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;
using returned::PaperFault;

namespace {

constexpr std::size_t signers_length_max = 500, file_name_length_max = 60;
constexpr std::string_view print_path = "/ban-in/";

/// What a file that cannot be read is by its first bytes, and what to do about it.
std::string_view kind_words(std::string_view bytes)
{
    struct Kind {
        std::size_t at;
        std::string_view mark, words;
    };
    constexpr std::string_view heic =
        " là ảnh HEIC của iPhone. Chọn Cài đặt, Camera, Định dạng, Tương thích nhất rồi chụp lại; "
        "hoặc lưu ảnh thành JPEG.";
    constexpr std::string_view picture =
        " là ảnh không phải JPEG. Lưu thành JPEG hoặc PDF rồi tải lên.";
    constexpr std::string_view office =
        " là tệp Word, Excel hoặc tệp nén. Quét hoặc chụp trang giấy đã ký rồi tải lên.";
    constexpr std::string_view cut =
        " bị hỏng hoặc chưa chép hết. Quét, chụp hoặc chép lại rồi tải lên.";
    static constexpr std::array<Kind, 14> kinds = {{
        {4, "ftypheic", heic},
        {4, "ftypheix", heic},
        {4, "ftypmif1", heic},
        {4, "ftypmsf1", heic},
        {4, "ftyphevc", heic},
        {4, "ftypavif", picture},
        {0, "\x89PNG", picture},
        {0, "GIF8", picture},
        {0, {"II*\0", 4}, picture},
        {0, {"MM\0*", 4}, picture},
        {8, "WEBP", picture},
        {0, "PK\x03\x04", office},
        {0, "\xd0\xcf\x11\xe0", office},
        {0, "\xff\xd8", cut},
    }};
    for (const auto& kind : kinds)
        if (bytes.size() > kind.at && bytes.substr(kind.at).starts_with(kind.mark))
            return kind.words;
    if (bytes.find("%PDF-") != std::string_view::npos) return cut;
    return " không mở được. Cần tệp PDF, hoặc ảnh chụp (JPEG) rõ từng trang, theo thứ tự.";
}

/// What is wrong with which of the files, and what to do about it. Photos are a page each.
std::string fault_words(
    const returned::PaperRefusal& refusal, const std::vector<const http::UploadedFile*>& files
)
{
    const auto called = [](const http::UploadedFile& file) {
        const auto name = text::shortened(text::clean(file.name), file_name_length_max);
        return name.empty() ? std::string() : fmt::format(" “{}”", name);
    };
    const auto place = std::size_t(std::max(refusal.page, 1)) - 1;
    const bool photos = files.size() > 1;
    const auto& file = *files.at(photos && place < files.size() ? place : 0);
    const auto whole = photos && refusal.page > 0
                           ? fmt::format("Ảnh thứ {}{}", refusal.page, called(file))
                           : "Tệp" + called(file);
    const auto page = photos ? whole
                      : refusal.page > 0
                          ? fmt::format("Trang {} của tệp{}", refusal.page, called(file))
                          : "Một trang của tệp" + called(file);
    switch (refusal.why) {
    case PaperFault::no_paper: return whole + std::string(kind_words(file.bytes));
    case PaperFault::no_scan:
        return page + " không phải ảnh quét. Bản ký tay thì quét hoặc chụp trang giấy đã "
                      "ký; bản ký số thì ký thẳng lên bản in tải từ trang này.";
    case PaperFault::drawn_over:
        return page + " có chữ, nét vẽ, ô điền hoặc ghi chú thêm bằng phần mềm ngoài ảnh "
                      "quét; phần đó không được nhận. Quét hoặc chụp lại trang giấy đã ký rồi tải "
                      "lên.";
    case PaperFault::hidden_layer:
        return page + " có lớp bị ẩn. Quét hoặc chụp lại trang giấy đã ký rồi tải lên.";
    case PaperFault::unknown_image:
        return page + " có ảnh lưu theo kiểu không đọc được. Quét lại ở chế độ thường (ảnh "
                      "màu, ảnh xám hoặc đen trắng), hoặc chụp trang giấy đã ký rồi tải lên.";
    case PaperFault::locked:
        return whole + " có mật khẩu hoặc bị khóa không cho sửa. Mở tệp, chọn In rồi lưu thành "
                       "PDF, và tải tệp mới lên.";
    case PaperFault::active:
        return whole +
               " có đoạn chương trình hoặc tệp đính kèm bên trong nên không được nhận. Quét "
               "lại, hoặc in ra tệp PDF mới rồi tải lên.";
    case PaperFault::too_many_pages:
        return fmt::format(
            "Bản có quá {} trang. Bỏ trang thừa, hoặc hỏi người quản trị.",
            returned::paper_pages_max
        );
    case PaperFault::too_large:
        return whole +
               " có ảnh lớn quá mức nhận được. Chụp lại ở độ phân giải thường của điện thoại.";
    case PaperFault::mixed:
        return "Chọn một tệp PDF, hoặc nhiều ảnh của các trang; không chọn lẫn hai loại.";
    case PaperFault::not_signed:
        return "Đây là bản in chưa ký. Ký số lên tệp PDF này, hoặc in ra, ký từng trang rồi quét, "
               "chụp "
               "lại.";
    case PaperFault::changed:
        return "Tệp đã bị sửa ngoài chữ ký số. Tải lại bản in từ trang này, chỉ ký số rồi tải lên; "
               "không mở bằng phần mềm lưu lại thành tệp khác. Phần mềm ký có thêm dấu thời gian "
               "hoặc dữ "
               "liệu xác thực dài hạn (LTV) sau chữ ký thì tắt phần đó.";
    case PaperFault::signature_broken:
        return "Chữ ký số trong tệp không khớp với nội dung. Tải lại bản in, ký lại rồi tải lên.";
    case PaperFault::signature_outdated:
        return "Chữ ký số dùng thuật toán cũ (SHA-1 hoặc cũ hơn). Ký lại bằng SHA-256.";
    case PaperFault::failed:
        return "Lúc này chưa kiểm tra được tệp. Thử lại sau ít phút; nếu vẫn vậy, báo người quản "
               "trị "
               "của tỉnh.";
    }
    return "";
}

std::string signer_words(const crypto::Signer& signer, const std::string& declarant)
{
    auto words = text::clean(signer.holder);
    if (words.empty()) words = "không ghi tên";
    if (!text::spelled_alike(words, declarant)) words += ", khác tên người kê khai";
    if (!signer.issuer.empty()) words += ", chứng thư của " + text::clean(signer.issuer);
    if (signer.said_at)
        words += fmt::format(
            ", ký lúc {} {}", clock_text(*signer.said_at), date_text(day_of(*signer.said_at))
        );
    return words;
}

/// The last of what was handed in, where a paper of it may come now: of one's own until the unit
/// received it: what it saw then stays.
std::optional<FilingStep> step_to_sign(pg::Transaction& tx, const Filing& filing, bool own)
{
    if (filing.state != FilingState::submitted && (own || filing.state != FilingState::received))
        return std::nullopt;
    return filing_store::handed_in(tx, filing, filing.version);
}

Markup kind_chip(const Assets& assets, const SignedPaper& paper)
{
    if (paper.withdrawn) return chip(assets, "stone", "undo", "đã gỡ");
    if (paper.kind == SignedPaper::Kind::by_key && !paper.names_declarant)
        return chip(assets, "sun", "triangle-alert", "chữ ký số của người khác");
    if (paper.kind == SignedPaper::Kind::by_key)
        return paper.trusted
                   ? chip(assets, "leaf", "shield-check", "chữ ký số hợp lệ")
                   : chip(assets, "sun", "triangle-alert", "chữ ký số, chưa rõ nơi chứng thực");
    return paper.code_found ? chip(assets, "lake", "qr-code", "bản quét, mã QR khớp")
                            : chip(assets, "sun", "eye", "bản quét, cần so bằng mắt");
}

std::string paper_words(const SignedPaper& paper)
{
    return fmt::format(
        "{} trang, {} tải lên lúc {} {}. Biên nhận {}.{}", paper.pages, paper.by,
        clock_text(paper.at), date_text(day_of(paper.at)), paper.receipt_code,
        paper.signers.empty() ? "" : fmt::format(" Người ký: {}.", paper.signers)
    );
}

/// What to do about it, where somebody has to.
std::string advice(const SignedPaper& paper)
{
    if (paper.withdrawn) return "";
    if (paper.kind == SignedPaper::Kind::scan)
        return paper.code_found ? "Mã QR chỉ cho biết bản in của lần nộp nào: so từng trang, và mã "
                                  "nội dung in ở cuối "
                                  "trang, với bản đã nộp."
                                : "Máy chưa đọc được mã QR ở trang cuối: so mã nội dung in cuối "
                                  "mỗi trang với bản đã "
                                  "nộp.";
    if (!paper.names_declarant)
        return "Không chữ ký nào mang tên người kê khai: hỏi lại, hoặc yêu cầu người kê khai tự "
               "ký.";
    if (paper.shows)
        return "Chữ ký có hình vẽ trên trang, có thể che nội dung: so trang đó với bản đã nộp.";
    if (paper.kind == SignedPaper::Kind::by_key && !paper.trusted)
        return "Chữ ký đúng với tệp, nhưng nơi cấp chứng thư không có trong danh sách tin cậy của "
               "tỉnh, hoặc chứng thư hết hạn: hỏi lại người ký.";
    return "";
}

bool is_of_paper(const SignedPaper& paper, std::string_view asked_for)
{
    return asked_for == fmt::format("ky-{}", paper.id.value);
}

std::string file_name(const Filing& filing, const SignedPaper& paper)
{
    return fmt::format("ban-ky-{}-{}-{}.pdf", filing.campaign.year, filing.id.value, paper.number);
}

} // namespace

html::Node RegistryDesk::papers_section(
    const Asked& asked, const Filing& filing, const std::string& address
) const
{
    const bool own = asked.me && filing.declarant.id == asked.me->id;
    const auto papers = paper_store::of_filing(asked.tx, filing.id);
    const auto step = step_to_sign(asked.tx, filing, own);
    const bool may_come = step && (own || !is_recused(asked, filing));
    if (papers.empty() && !may_come) return {};
    std::vector<Markup> parts{h2({"Bản có chữ ký"})};
    for (const auto& one : papers) {
        std::vector<Markup> acts;
        if (own && !one.withdrawn)
            acts.push_back(
                a({cls("btn plain sm"),
                   attr("href", fmt::format("{}/ban-ky/{}", address, one.id.value)),
                   desk_icon(parts_.assets, "eye"), " Mở"})
            );
        if (may_come && !one.withdrawn && one.receipt_code == step->receipt_code)
            acts.push_back(element(
                "details",
                {element("summary", {"Gỡ, vì tải nhầm"}),
                 act_form(
                     asked.seat, fmt::format("{}/ban-ky/{}/go", address, one.id.value),
                     {p({"Bản này không còn là bản có chữ ký của lần nộp. Tệp vẫn được giữ trong "
                         "hồ "
                         "sơ; muốn dùng lại thì tải lên lần nữa."}),
                      button({cls("btn danger"), desk_icon(parts_.assets, "undo"), " Gỡ bản này"})}
                 )}
            ));
        const auto what_to_do = advice(one);
        parts.push_back(div(
            {cls("stack s"), p({kind_chip(parts_.assets, one), " ", paper_words(one)}),
             what_to_do.empty() ? Markup{} : p({cls("small muted"), what_to_do}),
             acts.empty() ? Markup{} : div({cls("row"), acts})}
        ));
    }
    if (papers.empty())
        parts.push_back(p(
            {cls("muted"),
             own ? "Chưa có. Tải bản in, ký từng trang và ký tên ở trang cuối, nộp bản giấy cho "
                   "đơn "
                   "vị; chụp hoặc quét bản đã ký rồi tải lên đây. Ai có chữ ký số thì ký thẳng lên "
                   "tệp PDF rồi tải lên."
                 : "Chưa có. Người kê khai tải lên, hoặc đơn vị quét bản giấy đã ký rồi tải lên "
                   "đây."}
        ));
    if (may_come)
        parts.push_back(form(
            {cls("stack s"), attr("method", "post"), attr("enctype", "multipart/form-data"),
             attr(
                 "action",
                 fmt::format("{}/ban-ky?the={}", address, http::url_encoded(asked.seat.form_token))
             ),
             hidden("the", asked.seat.form_token), form_number(),
             div(
                 {cls("field"),
                  label({attr("for", "tep"), "Tệp PDF, hoặc ảnh các trang theo thứ tự"}),
                  p({cls("hint"), attr("id", "tep-h"),
                     fmt::format(
                         "Tất cả không quá {} MB. Ảnh được vẽ lại, bỏ vị trí và ngày giờ chụp. Tệp "
                         "được niêm phong cùng bản kê khai.",
                         returned::paper_bytes_max >> 20
                     )}),
                  input(
                      {attr("type", "file"), attr("id", "tep"), attr("name", "tep"),
                       attr("accept", "application/pdf,image/jpeg"), flag("multiple", true),
                       flag("required", true), attr("aria-describedby", "tep-h")}
                  )}
             ),
             p({button(
                 {cls("btn plain"), desk_icon(parts_.assets, "upload"), " Tải bản có chữ ký lên"}
             )})}
        ));
    return section({cls("card stack"), attr("id", "ban-ky"), parts});
}

html::Node RegistryDesk::paper_buttons(const Asked& asked, const Filing& filing) const
{
    std::vector<Markup> buttons;
    for (const auto& one : paper_store::of_filing(asked.tx, filing.id)) {
        if (one.withdrawn) continue;
        buttons.push_back(button(
            {cls("btn plain"), attr("name", "dang"),
             attr("value", fmt::format("ky-{}", one.id.value)), desk_icon(parts_.assets, "stamp"),
             fmt::format(" Mở bản có chữ ký ({} trang)", one.pages)}
        ));
    }
    return buttons.empty() ? Markup{} : p({cls("row"), buttons});
}

std::string RegistryDesk::print_digest(std::string_view pdf) const
{
    return crypto::hmac_sha256(parts_.print_key, pdf);
}

void RegistryDesk::remember_print(
    const Asked& asked, const Filing& filing, const FilingStep& step, std::string_view pdf
) const
{
    paper_store::issue(
        asked.tx, filing.id, {step.receipt_code, std::int64_t(pdf.size()), print_digest(pdf)},
        asked.seat.now
    );
}

Result<SignedPaper, std::string> RegistryDesk::looked_at_paper(
    const Asked& asked, const Filing& filing, const FilingStep& step, std::string& content
) const
{
    returned::PaperAsked sent{{}, 0, parts_.signature_anchors, asked.seat.now};
    std::vector<const http::UploadedFile*> files;
    std::size_t bytes = 0;
    for (const auto& file : asked.request.files) {
        if (file.field != "tep") continue;
        bytes += file.bytes.size();
        sent.files.push_back(file.bytes);
        files.push_back(&file);
    }
    if (sent.files.empty()) return refuse(std::string("Chọn tệp PDF hoặc ảnh của bản đã ký."));
    if (bytes > returned::paper_bytes_max)
        return refuse(fmt::format(
            "Các tệp lớn hơn {} MB. Quét lại ở 200 dpi, hoặc chọn ít ảnh hơn.",
            returned::paper_bytes_max >> 20
        ));
    if (sent.files.size() == 1)
        for (const auto& print : paper_store::issued(asked.tx, filing.id)) {
            const auto size = std::size_t(print.bytes);
            const auto& file = sent.files[0];
            if (print.receipt_code != step.receipt_code || size > file.size() ||
                print_digest(std::string_view(file).substr(0, size)) != print.digest)
                continue;
            if (size == file.size()) return refuse(fault_words({PaperFault::not_signed}, files));
            sent.issued_bytes = size;
            break;
        }
    auto read = returned::read_paper(parts_.paper_reader, sent);
    if (!read) return refuse(fault_words(read.error(), files));
    SignedPaper paper;
    paper.filing = filing.id;
    paper.receipt_code = step.receipt_code;
    paper.record = step.record;
    paper.pages = read->pages;
    paper.trusted = !read->signers.empty();
    for (const auto& signer : read->signers) {
        if (!paper.signers.empty()) paper.signers += "; ";
        paper.signers += signer_words(signer, filing.declarant.name);
        paper.names_declarant |=
            text::spelled_alike(text::clean(signer.holder), filing.declarant.name);
        paper.trusted = paper.trusted && signer.trusted;
    }
    paper.signers = text::shortened(paper.signers, signers_length_max);
    paper.shows = read->shows;
    if (!read->signers.empty()) paper.kind = SignedPaper::Kind::by_key;
    for (const auto& code : read->codes) {
        const auto at = code.rfind(print_path);
        if (at == std::string::npos) continue;
        const auto receipt = code.substr(at + print_path.size());
        if (receipt != step.receipt_code)
            return refuse(fmt::format(
                "Mã QR trên bản này là của biên nhận {}, không phải của bản đang có hiệu lực ({}). "
                "Có "
                "lẽ là bản in của lần nộp trước: tải bản in mới, ký lại.",
                text::shortened(receipt, 20), step.receipt_code
            ));
        paper.code_found = true;
    }
    content = read->pdf.empty() ? std::move(sent.files[0]) : std::move(read->pdf);
    paper.bytes = std::int64_t(content.size());
    return paper;
}

std::string RegistryDesk::take_paper(const Asked& asked, const Filing& seen) const
{
    const bool own = asked.me && seen.declarant.id == asked.me->id;
    const auto step = step_to_sign(asked.tx, seen, own);
    if (!step)
        return own ? "Đơn vị đã tiếp nhận: cần thêm bản có chữ ký thì đơn vị quét và tải lên."
                   : "Chỉ tải bản có chữ ký lên khi bản kê khai đã nộp và chưa bàn giao cho Thanh "
                     "tra "
                     "tỉnh.";
    std::string content;
    auto paper = looked_at_paper(asked, seen, *step, content);
    if (!paper) return paper.error();
    const auto filing = filing_store::find(asked.tx, seen.id);
    const auto still = filing ? step_to_sign(asked.tx, *filing, own) : std::nullopt;
    if (!still || still->receipt_code != step->receipt_code)
        return "Bản kê khai vừa thay đổi trong lúc tệp được kiểm tra. Xem lại bản kê khai rồi tải "
               "tệp "
               "lên lại.";
    const auto number = parts_.vault.attach(asked.session, step->record, std::move(content));
    if (!number) {
        if (number.error() == VaultRefusal::full)
            return fmt::format(
                "Bản này đã có {} tệp, không nhận thêm. Báo người quản trị của tỉnh nếu cần.",
                attachments_max
            );
        throw Unopened{number.error()};
    }
    paper->number = *number;
    paper_store::put(asked.tx, *paper, asked.seat.staff.id, asked.seat.now);
    note(
        asked, "filing.paper", seen.id,
        {{"attachment", *number}, {"by_key", paper->kind == SignedPaper::Kind::by_key}}
    );
    return "";
}

http::Response RegistryDesk::another_is_looked_at(const Asked& asked) const
{
    auto page = sorry(
        asked, 429, "Tệp trước của anh (chị) đang được kiểm tra",
        "Mỗi người tải lên một bản có chữ ký một lúc. Chờ vài giây cho tệp trước xong, mở lại bản "
        "kê "
        "khai, rồi tải tệp này lên."
    );
    page.with("Retry-After", "10");
    return page;
}

http::Response RegistryDesk::upload_own_paper(const Asked& asked)
{
    const auto turn = paper_turns_.take(asked.seat.staff.id);
    if (!turn) return another_is_looked_at(asked);
    const auto filing = own_filing(asked, filing_store::look);
    if (!filing) return filing.error();
    const auto problem = take_paper(asked, *filing);
    if (!problem.empty()) return show_my_filing(asked, *filing, problem);
    return http::see_other(fmt::format("/ke-khai/{}#ban-ky", filing->id.value));
}

http::Response RegistryDesk::upload_unit_paper(const Asked& asked)
{
    const auto turn = paper_turns_.take(asked.seat.staff.id);
    if (!turn) return another_is_looked_at(asked);
    const auto filing = unit_filing(asked, filing_store::look);
    if (!filing) return filing.error();
    if (is_recused(asked, *filing))
        return show_office_filing(
            asked, *filing, "Anh (chị) đã từ chối đọc bản của người này: đồng nghiệp khác xử lý."
        );
    const auto problem = take_paper(asked, *filing);
    if (!problem.empty()) return show_office_filing(asked, *filing, problem);
    return http::see_other(fmt::format("/don-vi/{}#ban-ky", filing->id.value));
}

Result<SignedPaper, http::Response>
RegistryDesk::paper_of(const Asked& asked, const Filing& filing) const
{
    const Id<SignedPaper> id{
        parse_integer(std::string(asked.request.path_value("so"))).value_or(0)};
    auto paper = paper_store::find(asked.tx, filing.id, id);
    if (paper) return std::move(*paper);
    return refuse(sorry(
        asked, 404, "Không có bản có chữ ký này", "Mở lại bản kê khai để thấy những bản đã tải lên."
    ));
}

http::Response RegistryDesk::own_signed_paper(const Asked& asked)
{
    const auto filing = own_filing(asked);
    if (!filing) return filing.error();
    const auto paper = paper_of(asked, *filing);
    return paper ? open_signed_paper(asked, *filing, *paper, "") : paper.error();
}

http::Response RegistryDesk::open_signed_paper(
    const Asked& asked, const Filing& filing, const SignedPaper& paper, const std::string& purpose
) const
{
    auto opened = parts_.vault.read_attachment(asked.session, paper.record, paper.number, purpose);
    if (!opened) return vault_said(asked, opened.error());
    return http::file_response(
        std::move(opened->content), "application/pdf", file_name(filing, paper)
    );
}

std::optional<SignedPaper> RegistryDesk::asked_paper(const Asked& asked, const Filing& filing) const
{
    const auto wanted = asked.request.field("dang").value_or("");
    for (auto& one : paper_store::of_filing(asked.tx, filing.id))
        if (!one.withdrawn && is_of_paper(one, wanted)) return std::move(one);
    return std::nullopt;
}

http::Response RegistryDesk::withdraw_paper(const Asked& asked)
{
    const bool unit = asked.request.path.starts_with("/don-vi/");
    const auto filing = unit ? unit_filing(asked) : own_filing(asked);
    if (!filing) return filing.error();
    const auto paper = paper_of(asked, *filing);
    if (!paper) return paper.error();
    const bool own = asked.me && filing->declarant.id == asked.me->id;
    if (unit && (own || is_recused(asked, *filing)))
        return show_office_filing(
            asked, *filing,
            "Bản này đồng nghiệp khác trong đơn vị xử lý: của chính anh (chị), hoặc anh "
            "(chị) đã từ chối đọc."
        );
    const auto step = step_to_sign(asked.tx, *filing, own);
    if (step && step->receipt_code == paper->receipt_code &&
        paper_store::withdraw(asked.tx, paper->id, asked.seat.staff.id, asked.seat.now))
        note(asked, "filing.paper_withdrawn", filing->id, {{"attachment", paper->number}});
    return http::see_other(
        fmt::format("{}/{}#ban-ky", unit ? "/don-vi" : "/ke-khai", filing->id.value)
    );
}

} // namespace tnung::registry
