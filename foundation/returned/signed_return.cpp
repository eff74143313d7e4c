#include "foundation/returned/signed_return.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/returned/pdf_walk.hpp"
#include "foundation/returned/refused.hpp"

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFXRefEntry.hh>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace tnung::returned {

namespace {

using Object = QPDFObjectHandle;
using Keys = std::set<std::string>;

/// Visible signatures together are smaller than this share of their page.
constexpr double shown_share_max = .25;
constexpr std::size_t objects_max = 5'000;      ///< of what was added
constexpr std::int64_t numbers_max = 8'388'607; ///< of objects (ISO 32000-1, annex C)

/// What a signature's own dictionaries may hold beside nothing (ISO 32000-1, tables 188, 220, 232).
const Keys field_keys = {"/Type", "/Subtype", "/FT", "/T",      "/TU",   "/TM", "/V", "/P",
                         "/F",    "/Ff",      "/DA", "/DR",     "/Rect", "/AP", "/M", "/NM",
                         "/MK",   "/BS",      "/SV", "/Border", "/Lock", "/H",  "/AS"};
const Keys form_keys = {"/Fields", "/SigFlags", "/DR", "/DA", "/NeedAppearances"};
/// What signing adds to the document's root.
const Keys root_additions = {"/AcroForm", "/DSS", "/Perms", "/Extensions", "/Version"};
/// What says when a file was changed, and by which program.
const Keys info_changes = {"/ModDate", "/Producer"};

void demand(bool fits, PaperFault why = PaperFault::changed)
{
    if (!fits) refuse_it(why);
}

class Comparison {
public:
    Comparison(std::string_view file, std::size_t issued_bytes)
        : file_(file), issued_bytes_(issued_bytes)
    {
        open(issued_, file.substr(0, issued_bytes));
        open(now_, file);
        demand(!now_.isEncrypted() && !issued_.isEncrypted(), PaperFault::locked);
        places_ = now_.getXRefTable();
        pages_ = QPDFPageDocumentHelper(now_).getAllPages();
    }

    int pages() const { return int(pages_.size()); }

    bool shows() const { return shows_; }

    /// The dictionaries of its signatures; refuses where anything else was added.
    std::vector<Object> signatures()
    {
        find_changes();
        look_at_bytes();
        auto root = now_.getRoot(), before = issued_.getRoot();
        demand(root.isIndirect() && root.getObjGen() == before.getObjGen());
        demand(now_.getTrailer().getKey("/Encrypt").isNull());
        look_at_root(root, before);
        look_at_info();
        look_at_pages();
        auto form = root.getKey("/AcroForm");
        demand(form.isDictionary(), PaperFault::not_signed);
        only_keys(form, form_keys);
        auto again = form.getKey("/NeedAppearances");
        demand(again.isNull() || (again.isBool() && !again.getBoolValue()));
        auto fields = form.getKey("/Fields");
        demand(fields.isArray());
        std::vector<Object> found;
        std::set<QPDFObjGen> known;
        for (auto& field : fields.getArrayAsVector()) {
            demand(field.isIndirect() && is_new(field) && known.insert(field.getObjGen()).second);
            found.push_back(look_at_field(field));
        }
        demand(known.size() <= signatures_max);
        // What stands on a page is one of these fields, and what is changed was looked at.
        for (const auto& shown : shown_) demand(known.contains(shown));
        for (const auto& one : changed_) demand(looked_at_.contains(one));
        for (const auto& name : {"/DSS", "/Perms", "/Extensions"}) quiet(root.getKey(name));
        quiet(form.getKey("/DR"));
        // Each is read now, and nothing of it was to be guessed: another reader would guess
        // otherwise.
        for (const auto* all : {&new_, &changed_})
            for (const auto& one : *all) demand(!now_.getObjectByObjGen(one).isNull());
        demand(now_.getWarnings().empty());
        return found;
    }

private:
    static void open(QPDF& pdf, std::string_view bytes)
    {
        pdf.setSuppressWarnings(true);
        pdf.setAttemptRecovery(false); // what another reader would guess at is refused
        pdf.processMemoryFile("paper", bytes.data(), bytes.size());
    }

    /// What was there before stays where it was; what is elsewhere now was changed.
    void find_changes()
    {
        const auto before = issued_.getXRefTable();
        std::map<int, QPDFObjGen> numbers;
        for (const auto& [id, place] : before) {
            numbers.emplace(id.getObj(), id);
            const auto found = places_.find(id);
            demand(found != places_.end()); // nothing was taken away
            if (!same_place(place, found->second)) changed_.insert(id);
        }
        for (const auto& [id, place] : places_) {
            if (before.contains(id)) continue;
            demand(!numbers.contains(id.getObj())); // no second life of a number
            new_.insert(id);
        }
        demand(new_.size() <= objects_max);
    }

    static bool same_place(const QPDFXRefEntry& one, const QPDFXRefEntry& other)
    {
        if (one.getType() != other.getType()) return false;
        if (one.getType() == 1) return one.getOffset() == other.getOffset();
        return one.getType() == 2 && one.getObjStreamNumber() == other.getObjStreamNumber() &&
               one.getObjStreamIndex() == other.getObjStreamIndex();
    }

    /// A reader that repairs a file takes the last object of each number and the last root,
    /// wherever they stand, be it in a comment: those are the ones that the table names.
    void look_at_bytes()
    {
        for (auto at = file_.find("obj", issued_bytes_); at != std::string_view::npos;
             at = file_.find("obj", at + 1))
        {
            auto begin = at;
            const auto generation = number_before(begin);
            const auto number = generation ? number_before(begin) : std::nullopt;
            if (!number) continue; // `endobj`, or a word
            const auto named = places_.find(QPDFObjGen(*number, *generation));
            demand(
                named != places_.end() && named->second.getType() == 1 &&
                std::size_t(named->second.getOffset()) >= begin
            );
        }
        const auto root = now_.getRoot().getObjGen();
        for (auto at = file_.find("/Root", issued_bytes_); at != std::string_view::npos;
             at = file_.find("/Root", at + 1))
        {
            auto rest = file_.substr(at + 5);
            demand(number_behind(rest) == root.getObj() && number_behind(rest) == root.getGen());
        }
    }

    static bool is_blank(char c)
    {
        return std::string_view(" \t\r\n\f\0", 6).find(c) != std::string_view::npos;
    }
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }

    /// Reads the number before `at`, skipping blanks between the two, and moves `at` to where the
    /// number begins.
    std::optional<int> number_before(std::size_t& at) const
    {
        auto end = at;
        while (end > issued_bytes_ && is_blank(file_[end - 1])) --end;
        auto begin = end;
        while (begin > issued_bytes_ && is_digit(file_[begin - 1])) --begin;
        if (begin == end) return std::nullopt;
        const auto number = parse_integer(std::string(file_.substr(begin, end - begin)));
        demand(number && *number <= numbers_max);
        at = begin;
        return int(*number);
    }

    static std::optional<int> number_behind(std::string_view& text)
    {
        while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
        std::string digits;
        while (!text.empty() && is_digit(text.front())) {
            digits += text.front();
            text.remove_prefix(1);
        }
        const auto number = parse_integer(digits);
        return number && *number <= numbers_max ? std::optional(int(*number)) : std::nullopt;
    }

    bool is_new(Object object) const
    {
        return object.isIndirect() && new_.contains(object.getObjGen());
    }

    static void only_keys(const Object& dictionary, const Keys& allowed)
    {
        for (const auto& key : Object(dictionary).getKeys()) demand(allowed.contains(key));
    }

    /// Both hold the same but for `free`.
    static void same_but(Object before, Object after, const Keys& free)
    {
        demand(before.isDictionary() && after.isDictionary());
        Keys all = before.getKeys();
        all.merge(after.getKeys());
        for (const auto& key : all)
            demand(
                free.contains(key) || before.getKey(key).unparse() == after.getKey(key).unparse()
            );
    }

    void look_at_root(Object root, Object before)
    {
        if (!changed_.contains(root.getObjGen())) return;
        looked_at_.insert(root.getObjGen());
        for (const auto& key : root_additions)
            demand(before.getKey(key).isNull() || key == "/Version");
        auto version = root.getKey("/Version");
        demand(!version.isIndirect() && (version.isNull() || version.isName()));
        same_but(before, root, root_additions);
        // Its description (XMP) is nothing that anybody sees.
        auto description = root.getKey("/Metadata");
        if (description.isStream() && changed_.contains(description.getObjGen())) {
            demand(description.getDict().getKey("/Type").isNameAndEquals("/Metadata"));
            looked_at_.insert(description.getObjGen());
        }
    }

    void look_at_info()
    {
        auto info = now_.getTrailer().getKey("/Info");
        auto before = issued_.getTrailer().getKey("/Info");
        if (info.isNull()) return;
        if (before.isNull()) before = Object::newDictionary();
        same_but(before, info, info_changes);
        demand(!info.isIndirect() || is_new(info) || info.getObjGen() == before.getObjGen());
        if (info.isIndirect()) looked_at_.insert(info.getObjGen());
    }

    void look_at_pages()
    {
        const auto before = QPDFPageDocumentHelper(issued_).getAllPages();
        demand(pages_.size() == before.size());
        for (std::size_t i = 0; i < pages_.size(); ++i) {
            auto page = pages_[i].getObjectHandle(), old = before[i].getObjectHandle();
            demand(page.getObjGen() == old.getObjGen());
            auto annotations = page.getKey("/Annots");
            const bool changed = changed_.contains(page.getObjGen());
            const bool list_changed =
                annotations.isIndirect() && changed_.contains(annotations.getObjGen());
            if (!changed && !list_changed) continue;
            if (changed) same_but(old, page, {"/Annots"});
            looked_at_.insert(page.getObjGen());
            demand(
                !annotations.isIndirect() || is_new(annotations) ||
                annotations.getObjGen() == old.getKey("/Annots").getObjGen()
            );
            if (annotations.isIndirect()) looked_at_.insert(annotations.getObjGen());
            look_at_annotations(page, old, annotations);
        }
    }

    void look_at_annotations(Object page, Object old, Object annotations)
    {
        demand(annotations.isArray());
        const auto listed = annotations.getArrayAsVector();
        auto before = old.getKey("/Annots");
        const auto kept = before.isArray() ? before.getArrayAsVector() : std::vector<Object>();
        demand(listed.size() >= kept.size() && listed.size() <= kept.size() + signatures_max);
        double shown = 0;
        for (std::size_t i = 0; i < listed.size(); ++i) {
            auto one = listed[i];
            if (i < kept.size()) {
                demand(one.unparse() == Object(kept[i]).unparse());
                continue;
            }
            demand(is_new(one));
            demand(shown_.insert(one.getObjGen()).second);
            auto rectangle = one.getKey("/Rect");
            demand(rectangle.isRectangle());
            for (auto& number : rectangle.getArrayAsVector()) demand(!number.isIndirect());
            shown += area(rectangle);
        }
        demand(shown <= shown_share_max * page_area(page));
        if (shown > 0) shows_ = true;
    }

    static double area(Object rectangle)
    {
        if (!rectangle.isRectangle()) return 0;
        const auto box = rectangle.getArrayAsRectangle();
        return std::abs((box.urx - box.llx) * (box.ury - box.lly));
    }

    static double page_area(Object page)
    {
        // Inherited, where it is not the page's own.
        for (int up = 0; up < 20 && page.isDictionary(); ++up, page = page.getKey("/Parent"))
            if (const auto own = area(page.getKey("/MediaBox")); own > 0) return own;
        return 0;
    }

    /// A signature's field and what it shows; its value.
    Object look_at_field(Object field)
    {
        demand(field.isDictionary());
        only_keys(field, field_keys);
        demand(field.getKey("/FT").isNameAndEquals("/Sig"));
        auto kind = field.getKey("/Subtype");
        demand(kind.isNull() || kind.isNameAndEquals("/Widget"));
        auto shown = field.getKey("/AP");
        if (!shown.isNull()) {
            demand(shown.isDictionary());
            only_keys(shown, {"/N"});
        }
        for (const auto& key : field_keys)
            if (key != "/P" && key != "/V") quiet(field.getKey(key));
        auto place = field.getKey("/P");
        demand(place.isNull() || std::ranges::any_of(pages_, [&](auto& page) {
                   return page.getObjectHandle().getObjGen() == place.getObjGen();
               }));
        auto value = field.getKey("/V");
        demand(value.isDictionary() && (!value.isIndirect() || is_new(value)));
        quiet(value);
        return value;
    }

    /// Nothing new below it acts; what was issued is no part of it.
    void quiet(const Object& top)
    {
        const auto walked = walk(top, objects_max, [&](const Object& one) {
            return !Object(one).isIndirect() || is_new(one);
        });
        demand(walked.within_bounds);
        demand(!walked.acts, PaperFault::active);
    }

    std::string_view file_;
    std::size_t issued_bytes_;
    QPDF issued_, now_;
    std::map<QPDFObjGen, QPDFXRefEntry> places_; ///< of its objects now
    std::vector<QPDFPageObjectHelper> pages_;    ///< now
    std::set<QPDFObjGen> changed_, new_, looked_at_, shown_;
    bool shows_ = false;
};

/// What of the file a signature is of.
struct Covered {
    std::size_t hole_from = 0, hole_until = 0, end = 0;
};

Covered covered_by(Object signature, std::string_view file, std::size_t issued_bytes)
{
    auto range = signature.getKey("/ByteRange");
    demand(range.isArray() && range.getArrayNItems() == 4, PaperFault::signature_broken);
    std::array<std::size_t, 4> numbers{};
    for (int i = 0; i < 4; ++i) {
        auto number = range.getArrayItem(i);
        demand(number.isInteger(), PaperFault::signature_broken);
        const auto value = number.getIntValue();
        demand(value >= 0 && std::size_t(value) <= file.size(), PaperFault::signature_broken);
        numbers[std::size_t(i)] = std::size_t(value);
    }
    const Covered covered{numbers[1], numbers[2], numbers[2] + numbers[3]};
    demand(
        numbers[0] == 0 && covered.hole_from >= issued_bytes &&
            covered.hole_from + 2 <= covered.hole_until && covered.end <= file.size(),
        PaperFault::signature_broken
    );
    return covered;
}

crypto::Signer checked(
    Object signature, std::string_view file, const Covered& covered, const crypto::Anchors& anchors,
    Instant at
)
{
    // The hole is the signature itself, nothing beside it.
    const auto hole = file.substr(covered.hole_from, covered.hole_until - covered.hole_from);
    demand(hole.front() == '<' && hole.back() == '>', PaperFault::signature_broken);
    const auto inside = parse_hex(hole.substr(1, hole.size() - 2));
    auto contents = signature.getKey("/Contents");
    demand(
        inside && contents.isString() && contents.getStringValue() == *inside,
        PaperFault::signature_broken
    );
    auto signed_bytes = std::string(file.substr(0, covered.hole_from));
    signed_bytes += file.substr(covered.hole_until, covered.end - covered.hole_until);
    auto signer = crypto::check_detached(signed_bytes, *inside, anchors, at);
    if (signer) return std::move(*signer);
    refuse_it(
        signer.error() == crypto::SignatureFault::outdated ? PaperFault::signature_outdated
                                                           : PaperFault::signature_broken
    );
}

/// `D:20261124093000+07'00'` (7.9.4): the hour of whoever signed, and how far it is from Greenwich.
std::optional<Instant> pdf_instant(Object value)
{
    constexpr std::size_t digits = 14;
    constexpr std::chrono::hours here{7}; // `parse_compact` reads hours of Vietnam
    if (!value.isString()) return std::nullopt;
    const auto text = value.getUTF8Value();
    if (!text.starts_with("D:") || text.size() < 2 + digits) return std::nullopt;
    const auto local = parse_compact(std::string_view(text).substr(2, digits));
    if (!local) return std::nullopt;
    const auto zone = std::string_view(text).substr(2 + digits);
    if (zone.empty() || zone.front() == 'Z') return *local + here;
    const auto hours = parse_integer(std::string(zone.substr(1, 2)));
    const auto minutes = zone.size() >= 6 ? parse_integer(std::string(zone.substr(4, 2))) : 0;
    if (!hours || !minutes || (zone.front() != '+' && zone.front() != '-')) return std::nullopt;
    const auto off = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return *local + here - (zone.front() == '+' ? off : -off);
}

SignedReturn compared(
    std::string_view file, std::size_t issued_bytes, const crypto::Anchors& anchors, Instant at
)
{
    Comparison comparison(file, issued_bytes);
    SignedReturn result{comparison.pages(), {}, false};
    demand(std::size_t(result.pages) <= paper_pages_max, PaperFault::too_many_pages);
    std::map<std::size_t, crypto::Signer> by_end;
    for (auto& signature : comparison.signatures()) {
        auto kind = signature.getKey("/SubFilter");
        // A stamp of time is an addition that signs nothing for anybody.
        if (kind.isNameAndEquals("/ETSI.RFC3161")) continue;
        demand(
            kind.isNameAndEquals("/adbe.pkcs7.detached") ||
                kind.isNameAndEquals("/ETSI.CAdES.detached"),
            PaperFault::signature_outdated
        );
        const auto covered = covered_by(signature, file, issued_bytes);
        auto signer = checked(signature, file, covered, anchors, at);
        if (!signer.said_at)
            signer.said_at = pdf_instant(signature.getKey("/M")); // as PAdES has it
        by_end.emplace(covered.end, std::move(signer));
    }
    demand(!by_end.empty(), PaperFault::not_signed);
    // After the last signature nothing was added.
    demand(by_end.rbegin()->first == file.size());
    for (auto& [end, signer] : by_end) result.signers.push_back(std::move(signer));
    result.shows = comparison.shows();
    return result;
}

} // namespace

Result<SignedReturn, PaperFault> read_signed(
    std::string_view file, std::size_t issued_bytes, const crypto::Anchors& anchors, Instant at
)
{
    if (issued_bytes >= file.size()) return refuse(PaperFault::not_signed);
    try {
        return compared(file, issued_bytes, anchors, at);
    } catch (const Refused& refused) {
        return refuse(refused.refusal.why);
    } catch (const std::exception&) { // qpdf's: no PDF, or more than memory holds
        return refuse(PaperFault::no_paper);
    }
}

} // namespace tnung::returned
