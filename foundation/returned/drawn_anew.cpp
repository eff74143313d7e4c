#include "foundation/returned/drawn_anew.hpp"

#include "foundation/returned/refused.hpp"
#include "foundation/returned/scan_annotations.hpp"
#include "foundation/returned/scan_image.hpp"
#include "foundation/returned/scan_page.hpp"

#include <fmt/format.h>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

namespace tnung::returned {

namespace {

using Object = QPDFObjectHandle;

constexpr double side_max = 14'400;       ///< of a page, in points (annex C)
constexpr double margin_share = .1;       ///< where an app may write its own line
constexpr double margin_max = 84;         ///< the same of A4, in points
constexpr double slivers_share = .1;      ///< of a mark, that images side by side leave open
constexpr double edge = 2;                ///< in points: so far text may look out behind an image
constexpr std::size_t pieces_max = 1'000; ///< that a mark is cut into by images over it
constexpr std::size_t clips_max = 32;

struct Sheet {
    Box media, seen;
    int turn = 0;
    double unit = 1;
};

Box box_in(Object rectangle)
{
    if (!rectangle.isRectangle()) return {};
    const auto found = rectangle.getArrayAsRectangle();
    return {
        std::min(found.llx, found.urx), std::min(found.lly, found.ury),
        std::max(found.llx, found.urx), std::max(found.lly, found.ury)};
}

Sheet sheet_of(QPDFPageObjectHelper& page)
{
    Sheet sheet;
    sheet.media = box_in(page.getAttribute("/MediaBox", false));
    const auto crop = box_in(page.getAttribute("/CropBox", false));
    sheet.seen = crop.empty() ? sheet.media : met(crop, sheet.media);
    const bool fits = !sheet.seen.empty() && sheet.media.width() <= side_max &&
                      sheet.media.height() <= side_max &&
                      is_sane({1, 0, 0, 1, sheet.media.left, sheet.media.bottom});
    if (!fits) refuse_it(PaperFault::no_paper);
    if (auto turn = page.getAttribute("/Rotate", false); turn.isInteger())
        sheet.turn = int((turn.getIntValue() % 360 + 360) % 360);
    if (sheet.turn % 90 != 0) sheet.turn = 0;
    if (auto unit = page.getObjectHandle().getKey("/UserUnit"); unit.isNumber())
        sheet.unit = std::clamp(unit.getNumericValue(), .01, 100.);
    return sheet;
}

/// Whether it lies in the upper or lower tenth of the page as it is seen.
bool in_margin(const Box& box, const Sheet& sheet)
{
    const auto& seen = sheet.seen;
    const bool lies = sheet.turn % 180 != 0;
    const double margin =
        std::min(margin_max, margin_share * (lies ? seen.width() : seen.height()));
    if (lies) return box.right <= seen.left + margin || box.left >= seen.right - margin;
    return box.top <= seen.bottom + margin || box.bottom >= seen.top - margin;
}

/// Whether nobody misses it on a page that has its images alone. Images that cannot be decoded as a
/// whole hide nothing.
bool may_be_lost(
    const Mark& mark, const PageDrawing& drawing, const Sheet& sheet,
    const std::function<bool(const DrawnImage&)>& is_whole
)
{
    const auto& images = drawing.images;
    const auto box = met(mark.box, sheet.seen);
    const auto meets = [&](const DrawnImage& image) { return !met(image.box, box).empty(); };
    const auto since = images.begin() + std::ptrdiff_t(mark.images_before);
    if (mark.kind == Mark::Kind::white && std::none_of(images.begin(), since, meets)) return true;
    std::vector<Box> left{grown(box, -std::min({edge, box.width() / 3, box.height() / 3}))};
    double slivers = 0;
    for (auto image = since; image != images.end() && left.size() <= pieces_max; ++image)
        if (image->covers && meets(*image) && is_whole(*image))
            left = uncovered(left, image->box, slivers);
    const bool covered = (left.empty() || (left.size() == 1 && left[0].empty())) &&
                         slivers <= slivers_share * box.width() * box.height();
    if (covered) return true;
    const bool of_an_app = mark.kind == Mark::Kind::text || mark.kind == Mark::Kind::rule;
    return of_an_app && in_margin(box, sheet) && std::ranges::none_of(images, meets);
}

class Redrawing {
public:
    Redrawing(QPDF& original, QPDF& file)
        : original_(original), file_(file), layers_(original.getRoot()), copies_(file)
    {
    }

    std::vector<Object> page(QPDFPageObjectHelper& page)
    {
        const auto sheet = sheet_of(page);
        const auto drawing = read_page(original_, page, sheet.seen, layers_, budget_);
        if (drawing.images.empty()) refuse_it(PaperFault::no_scan);
        std::vector<std::optional<bool>> whole(drawing.images.size()); // asked for many marks
        const auto is_whole = [&](const DrawnImage& drawn) {
            auto& known = whole[std::size_t(&drawn - drawing.images.data())];
            if (!known) known = copies_.is_whole(drawn.image, drawn.space);
            return *known;
        };
        auto marks = drawing.marks;
        for (const auto& frame : look_at_annotations(page.getObjectHandle(), layers_))
            marks.push_back({Mark::Kind::rule, frame, drawing.images.size()});
        for (const auto& mark : marks)
            if (!may_be_lost(mark, drawing, sheet, is_whole)) refuse_it(PaperFault::drawn_over);
        return put(sheet, drawing);
    }

private:
    std::vector<Object> put(const Sheet& sheet, const PageDrawing& drawing)
    {
        std::vector<Object> images;
        names_ = {Object::newDictionary(), Object::newDictionary(), Object::newDictionary()};
        std::string content;
        for (const auto& drawn : drawing.images) {
            images.push_back(copies_.image(drawn.image, drawn.space));
            if (drawn.in_content && !copies_.is_whole(drawn.image, drawn.space))
                refuse_it(PaperFault::unknown_image); // where its bytes end differs by reader
            content += operators_for(drawn, images.back());
        }
        auto resources = Object::newDictionary();
        resources.replaceKey("/XObject", names_.images);
        if (!names_.states.getKeys().empty()) resources.replaceKey("/ExtGState", names_.states);
        if (!names_.spaces.getKeys().empty()) resources.replaceKey("/ColorSpace", names_.spaces);
        auto page = Object::newDictionary();
        page.replaceKey("/Type", Object::newName("/Page"));
        page.replaceKey("/MediaBox", rectangle(sheet.seen));
        if (sheet.turn != 0) page.replaceKey("/Rotate", Object::newInteger(sheet.turn));
        if (sheet.unit != 1) page.replaceKey("/UserUnit", Object::newReal(sheet.unit));
        page.replaceKey("/Resources", resources);
        page.replaceKey("/Contents", Object::newStream(&file_, content));
        QPDFPageDocumentHelper(file_).addPage(
            QPDFPageObjectHelper(file_.makeIndirectObject(page)), false
        );
        return images;
    }

    std::string operators_for(const DrawnImage& drawn, Object image)
    {
        std::string text = "q\n" + clips_of(drawn);
        if (drawn.opacity != 1 || drawn.blending != "/Normal") {
            auto state = Object::newDictionary();
            state.replaceKey("/ca", Object::newReal(drawn.opacity));
            state.replaceKey("/BM", Object::newName(drawn.blending));
            text += name_for(names_.states, "/G", state) + " gs\n";
        }
        if (image.getDict().hasKey("/ImageMask")) {
            const auto space = copies_.space(drawn.ink.space);
            text += name_for(names_.spaces, "/C", space.copy) + " cs\n";
            if (drawn.ink.values.size() == space.components) {
                for (const double value : drawn.ink.values) text += fmt::format("{:.5f} ", value);
                text += "scn\n";
            }
        }
        text += drawn.place.unparse() + " cm\n";
        return text + name_for(names_.images, "/I", image) + " Do\nQ\n";
    }

    /// Returns the paths of the clips that cut off a part of the image, outermost first.
    static std::string clips_of(const DrawnImage& drawn)
    {
        const auto whole = placed(drawn.place, {0, 0, 1, 1});
        std::string text;
        std::size_t count = 0;
        for (auto clip = drawn.clip.get(); clip->before; clip = clip->before.get()) {
            if (clip->upright && within(whole, clip->box, edge / 10)) break;
            if (++count > clips_max) refuse_it(PaperFault::unknown_image);
            text.insert(0, clip->path);
        }
        return text;
    }

    static std::string name_for(Object& names, const char* letter, Object what)
    {
        const auto name = fmt::format("{}{}", letter, names.getKeys().size());
        names.replaceKey(name, what);
        return name;
    }

    static Object rectangle(const Box& box)
    {
        return Object::newFromRectangle({box.left, box.bottom, box.right, box.top});
    }

    QPDF& original_;
    QPDF& file_;
    const Layers layers_;
    ImageCopies copies_;
    DrawingBudget budget_;
    struct {
        Object images, states, spaces;
    } names_; ///< of the page that is being put
};

} // namespace

std::vector<std::vector<Object>> drawn_anew(QPDF& original, QPDF& file)
{
    std::vector<std::vector<Object>> images;
    Redrawing redrawing(original, file);
    int number = 0;
    for (auto& page : QPDFPageDocumentHelper(original).getAllPages()) {
        ++number;
        try {
            images.push_back(redrawing.page(page));
        } catch (Refused& refused) {
            refused.refusal.page = number;
            throw;
        }
    }
    return images;
}

} // namespace tnung::returned
