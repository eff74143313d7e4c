// Paths and text: not kept, but looked at, and shapes that clip images are kept as they are.
#include "foundation/returned/page_painter.hpp"
#include "foundation/returned/refused.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace tnung::returned {

namespace {

using Object = QPDFObjectHandle;

constexpr std::size_t segments_max = 100'000;
constexpr std::size_t clip_segments_max = 1'000;
constexpr double descent = -.25, ascent = .95; ///< of text, in ems
constexpr double milli = .001;
constexpr double mitre_limit_usual = 10;
constexpr int strokes_only = 1, fills_and_strokes = 2, invisible = 3, clips_from = 4;

const std::set<std::string> fills = {"f", "F", "f*"}, strokes = {"S", "s"},
                            both = {"B", "B*", "b", "b*"};

/// A line of no width is one point of the device wide.
Box widened(const Box& box, double by)
{
    return grown(box, std::max(by, .1));
}

/// How much longer it makes what it makes longest.
double scale_of(const QPDFMatrix& matrix)
{
    return std::hypot(matrix.a, matrix.b) + std::hypot(matrix.c, matrix.d);
}

} // namespace

bool PagePainter::act_on_path(const std::string& name, Operands& given)
{
    if (name == "m" || name == "l")
        add_segment(name[0], given, 1);
    else if (name == "c")
        add_segment('c', given, 3);
    else if (name == "v") {
        Operands all{Object::newReal(x_), Object::newReal(y_)};
        all.insert(all.end(), given.begin(), given.end());
        add_segment('c', all, 3);
    } else if (name == "y") {
        Operands all = given;
        if (all.size() == 4) all.insert(all.end(), given.begin() + 2, given.end());
        add_segment('c', all, 3);
    } else if (name == "h")
        add_segment('h', given, 0);
    else if (name == "re")
        add_rectangle(
            number_in(given, 0), number_in(given, 1), number_in(given, 2), number_in(given, 3)
        );
    else if (name == "W" || name == "W*") {
        path_clips_ = true;
        path_clips_even_odd_ = name == "W*";
    } else if (name == "n")
        end_path(false, false);
    else if (fills.contains(name))
        end_path(true, false);
    else if (strokes.contains(name))
        end_path(false, true);
    else if (both.contains(name))
        end_path(true, true);
    else
        return false;
    return true;
}

void PagePainter::add_segment(char how, const Operands& given, std::size_t points)
{
    if (path_.size() == segments_max) refuse_it(PaperFault::too_large);
    path_is_rectangle_ = false;
    Segment segment{how, {}, {}};
    for (std::size_t i = 0; i < points; ++i) {
        const auto x = number_in(given, 2 * i), y = number_in(given, 2 * i + 1);
        now_.matrix.transform(x, y, segment.x[i], segment.y[i]);
        const Box point{segment.x[i], segment.y[i], segment.x[i], segment.y[i]};
        path_box_ = path_.empty() && i == 0 ? point
                                            : Box{std::min(path_box_.left, point.left),
                                                  std::min(path_box_.bottom, point.bottom),
                                                  std::max(path_box_.right, point.right),
                                                  std::max(path_box_.top, point.top)};
        if (how != 'm' && x != x_ && y != y_) path_is_upright_ = false;
        x_ = x;
        y_ = y;
    }
    if (how == 'm') {
        begin_x_ = x_;
        begin_y_ = y_;
    } else if (how == 'h') {
        if (x_ != begin_x_ && y_ != begin_y_) path_is_upright_ = false;
        x_ = begin_x_;
        y_ = begin_y_;
    }
    if (how == 'c' || !is_upright(now_.matrix)) path_is_upright_ = false;
    path_.push_back(segment);
}

void PagePainter::add_rectangle(double x, double y, double width, double height)
{
    const bool first = path_.empty();
    const auto add = [&](char how, double to_x, double to_y) {
        add_segment(how, {Object::newReal(to_x), Object::newReal(to_y)}, 1);
    };
    add('m', x, y);
    add('l', x + width, y);
    add('l', x + width, y + height);
    add('l', x, y + height);
    add_segment('h', {}, 0);
    path_is_rectangle_ = first;
}

void PagePainter::end_path(bool filled, bool stroked)
{
    if (!path_.empty()) {
        const auto kind = [&](const Ink& ink) {
            return ink.white && now_.blending == "/Normal" ? Mark::Kind::white
                   : path_is_upright_                      ? Mark::Kind::rule
                                                           : Mark::Kind::other;
        };
        if (filled && now_.opacity > 0) mark(kind(now_.fill), widened(path_box_, 0));
        const auto pen = std::abs(now_.line_width) * scale_of(now_.matrix) / 2;
        // Corners that are not square may reach far.
        const bool stays = path_is_upright_ && now_.mitre_limit <= mitre_limit_usual;
        if (stroked && now_.stroke_opacity > 0)
            mark(kind(now_.stroke), stays ? widened(path_box_, pen) : now_.clip->box);
    }
    if (path_clips_) clip_to_path();
    path_.clear();
    path_is_upright_ = true;
    path_clips_ = false;
}

void PagePainter::clip_to_path()
{
    if (path_.size() > clip_segments_max) refuse_it(PaperFault::unknown_image);
    if (path_.empty()) refuse_it(PaperFault::no_paper); // nothing is left, or all of it
    Clip clip;
    clip.before = now_.clip;
    clip.box = met(path_box_, now_.clip->box);
    clip.upright = now_.clip->upright && path_is_rectangle_ && path_is_upright_;
    for (const auto& segment : path_) {
        const int points = segment.how == 'h' ? 0 : segment.how == 'c' ? 3 : 1;
        for (int i = 0; i < points; ++i)
            clip.path += fmt::format("{:.4f} {:.4f} ", segment.x[i], segment.y[i]);
        clip.path += segment.how;
        clip.path += ' ';
    }
    clip.path += path_clips_even_odd_ ? "W* n\n" : "W n\n";
    now_.clip = std::make_shared<const Clip>(std::move(clip));
}

void PagePainter::clip_to(const Box& box)
{
    path_.clear();
    path_is_upright_ = true;
    path_clips_even_odd_ = false;
    add_rectangle(box.left, box.bottom, box.width(), box.height());
    clip_to_path();
    path_.clear();
}

bool PagePainter::act_on_text(const std::string& name, Operands& given)
{
    if (name == "BT") {
        text_ = line_ = QPDFMatrix();
        perhaps_before_ = 0;
    } else if (name == "ET") {
        now_.text_clips = now_.text_clips || text_will_clip_;
        text_will_clip_ = false;
    } else if (name == "Tf") {
        set_font(resource("/Font", given[0].getName()), number_in(given, 1));
    } else if (name == "Tr")
        now_.rendering = int(number_in(given, 0));
    else if (name == "Tz")
        now_.stretch = number_in(given, 0) / 100;
    else if (name == "TL")
        now_.leading = number_in(given, 0);
    else if (name == "Tc")
        now_.character_gap = number_in(given, 0);
    else if (name == "Tw")
        now_.word_gap = number_in(given, 0);
    else if (name == "Ts")
        now_.rise = number_in(given, 0);
    else if (name == "Tm") {
        text_ = line_ = QPDFMatrix(
            number_in(given, 0), number_in(given, 1), number_in(given, 2), number_in(given, 3),
            number_in(given, 4), number_in(given, 5)
        );
        perhaps_before_ = 0;
    } else if (name == "Td")
        move_text(number_in(given, 0), number_in(given, 1));
    else if (name == "TD") {
        now_.leading = -number_in(given, 1);
        move_text(number_in(given, 0), number_in(given, 1));
    } else if (name == "T*")
        move_text(0, -now_.leading);
    else if (name == "Tj" || name == "'" || name == "\"") {
        if (name == "\"") {
            now_.word_gap = number_in(given, 0);
            now_.character_gap = number_in(given, 1);
        }
        if (name != "Tj") move_text(0, -now_.leading);
        show(given.back());
    } else if (name == "TJ") {
        show_each(given[0]);
    } else {
        return false;
    }
    return true;
}

void PagePainter::set_font(QPDFObjectHandle font, double size)
{
    now_.font_size = size;
    // One that is no object of the file's own may be another under the same name.
    auto& known = fonts_[font.isIndirect() ? font.getObjGen() : QPDFObjGen()];
    if (!known || !font.isIndirect()) known = std::make_shared<const Font>(font);
    now_.font = known;
}

void PagePainter::move_text(double x, double y)
{
    line_.concat({1, 0, 0, 1, x, y});
    if (!is_sane(line_)) refuse_it(PaperFault::no_paper);
    text_ = line_;
    perhaps_before_ = 0;
}

void PagePainter::show(QPDFObjectHandle text)
{
    if (!text.isString()) refuse_it(PaperFault::no_paper);
    const auto extent = now_.font->extent(text.getStringValue());
    const double advance = (extent.ems * now_.font_size + extent.characters * now_.character_gap +
                            extent.blanks * now_.word_gap) *
                           now_.stretch;
    const int way = now_.rendering % clips_from; // filled, stroked, both, none
    const bool asked =
        (way != strokes_only && way != invisible && now_.opacity > 0) ||
        ((way == strokes_only || way == fills_and_strokes) && now_.stroke_opacity > 0);
    const auto paints = now_.font->paints();
    const bool seen = paints == Font::Paints::as_asked ? asked : paints == Font::Paints::always;
    if (now_.rendering >= clips_from) text_will_clip_ = true;
    // Blanks mark nothing: Word writes one behind a picture, and nobody sees it.
    const bool blank = extent.blanks == extent.characters;
    if (seen && !blank) {
        auto place = now_.matrix;
        place.concat(text_);
        const auto low = now_.font_size * descent + now_.rise,
                   high = now_.font_size * ascent + now_.rise;
        const Box line{
            std::min(0., advance) - perhaps_before_, std::min(low, high),
            std::max(0., advance) + perhaps_before_ +
                std::abs(Font::letter_ems_max * now_.font_size * now_.stretch),
            std::max(low, high)};
        mark(
            Mark::Kind::text,
            now_.font->keeps_to_its_place() ? widened(placed(place, line), 0) : now_.clip->box
        );
    }
    perhaps_before_ += std::abs(extent.guessed_ems * now_.font_size * now_.stretch);
    text_.concat({1, 0, 0, 1, advance, 0});
    if (!is_sane(text_)) refuse_it(PaperFault::no_paper);
}

void PagePainter::show_each(QPDFObjectHandle list)
{
    for (auto& one : list.getArrayAsVector()) {
        if (one.isNumber())
            text_.concat(
                {1, 0, 0, 1, -one.getNumericValue() * milli * now_.font_size * now_.stretch, 0}
            );
        else
            show(one);
    }
}

} // namespace tnung::returned
