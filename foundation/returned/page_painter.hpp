#pragma once

#include "foundation/returned/scan_page.hpp"
#include "foundation/returned/scan_text.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tnung::returned {

/// What a content stream's operators mean for where images are (ISO 32000-1, 8.4): of the graphics
/// state that part alone.
struct PaintState {
    QPDFMatrix matrix;
    std::shared_ptr<const Clip> clip; ///< never null
    Ink fill, stroke;
    double opacity = 1, stroke_opacity = 1, line_width = 1, mitre_limit = 10;
    std::string blending = "/Normal";
    bool in_group = false, in_knockout = false; ///< what is drawn is mixed with its own kind first
    bool soft_mask = false, text_clips = false;
    std::shared_ptr<const Font> font;
    double font_size = 0, stretch = 1, leading = 0, character_gap = 0, word_gap = 0, rise = 0;
    int rendering = 0;
};

/// Paints nothing: notes what would be painted, in a drawing.
class PagePainter {
public:
    PagePainter(
        QPDF& pdf, PageDrawing& drawing, const Layers& layers, DrawingBudget& budget,
        const Box& seen
    );

    void paint(const std::string& content, QPDFObjectHandle resources);

private:
    class Words;
    using Operands = std::vector<QPDFObjectHandle>;
    struct Segment {
        char how; ///< `m`, `l`, `c` or `h`
        double x[3], y[3];
    };
    struct Level {
        QPDFObjectHandle resources;
        std::size_t states_before;
        std::vector<bool> content_hidden; ///< of marked content that is open
    };

    void act(const std::string& name, Operands& given);
    bool act_on_state(const std::string& name, Operands& given);
    bool act_on_path(const std::string& name, Operands& given);
    bool act_on_colour(const std::string& name, Operands& given);
    bool act_on_text(const std::string& name, Operands& given);
    bool act_on_content(const std::string& name, Operands& given);

    void set_state(QPDFObjectHandle dictionary);
    void demand_mixable() const;
    QPDFObjectHandle meant_by_page(const QPDFObjectHandle& space);
    void set_colour(Ink& ink, const char* space, const Operands& given);
    void set_font(QPDFObjectHandle font, double size);

    void add_segment(char how, const Operands& given, std::size_t points);
    void add_rectangle(double x, double y, double width, double height);
    void end_path(bool fills, bool strokes);
    void clip_to_path();
    void clip_to(const Box& box);

    void show(QPDFObjectHandle text);
    void show_each(QPDFObjectHandle list);
    void move_text(double x, double y);

    void draw(const std::string& name);
    void draw_form(QPDFObjectHandle form);
    void draw_image(QPDFObjectHandle image, bool in_content = false);
    void draw_inline(QPDFObjectHandle data);
    void mark(Mark::Kind kind, Box box);
    void demand_shown(QPDFObjectHandle group) const;

    QPDFObjectHandle resource(const char* kind, const std::string& name);
    Level& level() { return levels_.back(); }

    QPDF& pdf_;
    PageDrawing& drawing_;
    const Layers& layers_;
    DrawingBudget& budget_;
    const Box seen_;
    PaintState now_;
    std::vector<PaintState> states_;
    std::vector<Level> levels_;
    QPDFMatrix text_, line_;
    double perhaps_before_ = 0; ///< so much further back on its line the next character may begin
    std::vector<Segment> path_;
    Box path_box_;
    double x_ = 0, y_ = 0;             ///< where the path is, before the matrix
    double begin_x_ = 0, begin_y_ = 0; ///< where its last part began
    bool path_is_upright_ = true, path_is_rectangle_ = false; ///< one rectangle, as a whole
    bool path_clips_ = false, path_clips_even_odd_ = false;
    bool text_will_clip_ = false;
    bool over_ = false; ///< `Q` came without `q`: other readers may show nothing after it
    Operands inline_head_;
    bool in_inline_ = false;
    std::map<QPDFObjGen, std::shared_ptr<const Font>> fonts_;
};

/// A content stream's bytes, which the budget is less by then.
std::string content_bytes(const QPDFObjectHandle& stream, DrawingBudget& budget);
/// The operand at that place, which is to be a number that a page can have.
double number_in(const std::vector<QPDFObjectHandle>& given, std::size_t place);

} // namespace tnung::returned
