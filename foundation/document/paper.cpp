#include "foundation/document/paper.hpp"

#include "foundation/qr/qr_code.hpp"

#include <cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <stdexcept>

namespace tnung::document {

namespace {

constexpr double mm = 72 / 25.4; ///< points
constexpr double page_width = 210 * mm, page_height = 297 * mm;
constexpr double top = 20 * mm, bottom = 20 * mm, left = 30 * mm, right = 20 * mm;
constexpr double width = page_width - left - right;
constexpr double text_points = 13, small_points = 11;
constexpr double foot_points = 9;
constexpr double gap = 6, cell_gap = 4;
constexpr double raised_points = 8, raised_by = 4;
constexpr double code_side = 25 * mm, signing_room = 22 * mm;
constexpr double across_width = 190 * mm;
constexpr double across_points = 26, across_step = 62 * mm, across_tilt = -.4, across_grey = .91;
constexpr const char* family = "Tinos"; // has every Vietnamese letter; falls back for none

cairo_status_t keep(void* closure, const unsigned char* data, unsigned int length)
{
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

struct Style {
    double points = text_points;
    bool bold = false, italic = false;
    PangoAlignment align = PANGO_ALIGN_LEFT;
    bool justify = false;
    double hanging = 0; ///< how far lines after the first stand in
    struct Span {
        std::size_t from, until; ///< bytes
    };
    std::vector<Span> raised; ///< numbers of notes
};

/// Writes the label behind `text`, its notes raised.
void add(std::string& text, Style& style, const Noted& label)
{
    text += label.text;
    if (!label.notes.empty())
        style.raised.push_back({text.size(), text.size() + label.notes.size()});
    text += label.notes;
}

} // namespace

struct Paper::Core {
    Properties properties;
    Running running;
    double across_fitting = across_points;
    std::string bytes;
    cairo_surface_t* surface = nullptr;
    cairo_t* cairo = nullptr;
    double y = top;
    int page = 1;

    ~Core()
    {
        if (cairo) cairo_destroy(cairo);
        if (surface) cairo_surface_destroy(surface);
    }

    /// Owned by the caller.
    PangoLayout* layout(const std::string& text, double wide, const Style& style) const
    {
        auto* made = pango_cairo_create_layout(cairo);
        // Glyphs stand where the font says, not on a screen's pixels.
        auto* context = pango_layout_get_context(made);
        pango_context_set_round_glyph_positions(context, FALSE);
        auto* options = cairo_font_options_create();
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
        pango_cairo_context_set_font_options(context, options);
        cairo_font_options_destroy(options);
        pango_layout_context_changed(made);
        auto* font = pango_font_description_from_string(family);
        pango_font_description_set_absolute_size(font, style.points * PANGO_SCALE);
        if (style.bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
        if (style.italic) pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
        pango_layout_set_font_description(made, font);
        pango_font_description_free(font);
        pango_layout_set_width(made, int(wide * PANGO_SCALE));
        pango_layout_set_wrap(made, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_alignment(made, style.align);
        pango_layout_set_justify(made, style.justify);
        pango_layout_set_text(made, text.data(), int(text.size()));
        // A hanging indent is a negative one of the first line.
        pango_layout_set_indent(made, -int(style.hanging * PANGO_SCALE));
        auto* attributes = pango_attr_list_new();
        // What is broken inside of a word is a code: with a hyphen it would be another.
        pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
        for (const auto& span : style.raised)
            for (auto* one :
                 {pango_attr_size_new_absolute(int(raised_points * PANGO_SCALE)),
                  pango_attr_rise_new(int(raised_by * PANGO_SCALE))})
            {
                one->start_index = guint(span.from);
                one->end_index = guint(span.until);
                pango_attr_list_insert(attributes, one);
            }
        pango_layout_set_attributes(made, attributes);
        pango_attr_list_unref(attributes);
        return made;
    }
    static double height_of(PangoLayout* made)
    {
        PangoRectangle logical;
        pango_layout_get_extents(made, nullptr, &logical);
        return double(logical.height) / PANGO_SCALE;
    }
    double height(const std::string& text, double wide, const Style& style) const
    {
        auto* made = layout(text, wide, style);
        const auto high = height_of(made);
        g_object_unref(made);
        return high;
    }
    /// At a place; how high it is.
    double draw(const std::string& text, double x, double at, double wide, const Style& style)
    {
        auto* made = layout(text, wide, style);
        cairo_move_to(cairo, x, at);
        pango_cairo_show_layout(cairo, made);
        const auto high = height_of(made);
        g_object_unref(made);
        return high;
    }
    void run(Running words)
    {
        running = std::move(words);
        // Small enough that nothing of it runs off the page.
        auto* measured = layout(running.across, 4 * page_width, {.points = across_points});
        PangoRectangle logical;
        pango_layout_get_extents(measured, nullptr, &logical);
        g_object_unref(measured);
        const auto wide = double(logical.width) / PANGO_SCALE;
        across_fitting = across_points * std::min(1.0, across_width / std::max(wide, 1.0));
    }
    /// Words across the page, as shapes, before anything stands on it; and its foot.
    void begin_page()
    {
        if (!running.across.empty()) {
            auto* made = layout(running.across, 2 * page_width, {.points = across_fitting});
            cairo_save(cairo);
            cairo_set_source_rgb(cairo, across_grey, across_grey, across_grey);
            for (double at = across_step / 2; at < page_height; at += across_step) {
                cairo_save(cairo);
                cairo_move_to(cairo, left / 2, at + 20 * mm);
                cairo_rotate(cairo, across_tilt);
                pango_cairo_layout_path(cairo, made);
                cairo_restore(cairo);
                cairo_fill(cairo);
            }
            cairo_restore(cairo);
            g_object_unref(made);
        }
        if (!running.foot.empty())
            draw(
                running.foot, left, page_height - bottom + 2 * mm, width,
                {.points = foot_points, .align = PANGO_ALIGN_CENTER}
            );
    }
    void next_page()
    {
        cairo_show_page(cairo);
        ++page;
        begin_page();
        draw(
            fmt::format("{}", page), left, top / 2, width,
            {.points = text_points, .align = PANGO_ALIGN_CENTER}
        );
        y = top;
    }
    /// True where it began a new page for it.
    bool need(double high)
    {
        if (y + high <= page_height - bottom) return false;
        next_page();
        return true;
    }
    /// Line by line, so that a long text goes on over the page.
    void flow(const std::string& text, double x, double wide, const Style& style)
    {
        auto* made = layout(text, wide, style);
        auto* lines = pango_layout_get_iter(made);
        do {
            PangoRectangle logical;
            pango_layout_iter_get_line_extents(lines, nullptr, &logical);
            const auto high = double(logical.height) / PANGO_SCALE;
            need(high);
            const auto base =
                double(pango_layout_iter_get_baseline(lines) - logical.y) / PANGO_SCALE;
            cairo_move_to(cairo, x + double(logical.x) / PANGO_SCALE, y + base);
            pango_cairo_show_layout_line(cairo, pango_layout_iter_get_line_readonly(lines));
            y += high;
        } while (pango_layout_iter_next_line(lines));
        pango_layout_iter_free(lines);
        g_object_unref(made);
    }
    void flow_noted(const Noted& noted, Style style)
    {
        std::string text;
        add(text, style, noted);
        flow(text, left, width, style);
    }
    void rule(double x, double at, double wide)
    {
        cairo_set_line_width(cairo, .5);
        cairo_move_to(cairo, x, at);
        cairo_line_to(cairo, x + wide, at);
        cairo_stroke(cairo);
    }
    double
    row(const std::vector<Column>& columns, const std::vector<std::string>& cells,
        const Style& style)
    {
        double high = 0;
        for (std::size_t i = 0; i < columns.size(); ++i)
            high =
                std::max(high, height(cells.at(i), columns[i].share * width - 2 * cell_gap, style));
        high += 2 * cell_gap;
        double x = left;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto wide = columns[i].share * width;
            draw(cells.at(i), x + cell_gap, y + cell_gap, wide - 2 * cell_gap, style);
            cairo_set_line_width(cairo, .5);
            cairo_rectangle(cairo, x, y, wide, high);
            cairo_stroke(cairo);
            x += wide;
        }
        return high;
    }
    /// What stands above heads that have it in common; no height where none has.
    double group_row(const std::vector<Column>& columns, Style style)
    {
        style.align = PANGO_ALIGN_CENTER;
        double high = 0;
        const auto each = [&](const auto& visit) {
            double x = left;
            for (std::size_t i = 0; i < columns.size();) {
                double wide = 0;
                const auto& group = columns[i].group;
                const auto from = i;
                while (i < columns.size() && columns[i].group == group &&
                       (i == from || !group.empty()))
                    wide += columns[i++].share * width;
                visit(group, x, wide);
                x += wide;
            }
        };
        each([&](const std::string& group, double, double wide) {
            if (!group.empty())
                high = std::max(high, height(group, wide - 2 * cell_gap, style) + 2 * cell_gap);
        });
        if (high == 0) return 0;
        each([&](const std::string& group, double x, double wide) {
            draw(group, x + cell_gap, y + cell_gap, wide - 2 * cell_gap, style);
            cairo_set_line_width(cairo, .5);
            cairo_rectangle(cairo, x, y, wide, high);
            cairo_stroke(cairo);
        });
        return high;
    }
    void qr_code(const std::string& address)
    {
        const auto code = qr::encode(address, qr::Correction::medium);
        const double module = code_side / (code.size + 2 * qr::quiet_zone);
        for (int row = 0; row < code.size; ++row)
            for (int column = 0; column < code.size; ++column)
                if (code.is_dark(column, row))
                    cairo_rectangle(
                        cairo, left + (column + qr::quiet_zone) * module,
                        y + (row + qr::quiet_zone) * module, module, module
                    );
        cairo_fill(cairo);
    }
};

Paper::Paper(Properties properties) : core_(std::make_unique<Core>())
{
    core_->properties = std::move(properties);
    core_->surface =
        cairo_pdf_surface_create_for_stream(keep, &core_->bytes, page_width, page_height);
    cairo_pdf_surface_restrict_to_version(core_->surface, CAIRO_PDF_VERSION_1_4);
    core_->cairo = cairo_create(core_->surface);
}

Paper::~Paper() = default;

void Paper::running(Running running)
{
    core_->run(std::move(running));
    if (core_->page == 1) core_->begin_page();
}

void Paper::letterhead(const std::string& above, const std::string& organisation)
{
    auto& core = *core_;
    constexpr double organisations = 66 * mm, state_from = 68 * mm, state = width - state_from;
    constexpr double points = 12;
    const Style plain{.points = points, .align = PANGO_ALIGN_CENTER};
    Style bold = plain;
    bold.bold = true;
    Style motto = bold;
    motto.points = text_points;
    const auto from = core.y;
    auto here = from;
    if (!above.empty()) here += core.draw(above, left, from, organisations, plain);
    here += core.draw(organisation, left, here, organisations, bold);
    core.rule(left + organisations / 2 - 10 * mm, here + 3, 20 * mm);
    auto there =
        from +
        core.draw("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", left + state_from, from, state, bold);
    there += core.draw("Độc lập - Tự do - Hạnh phúc", left + state_from, there, state, motto);
    core.rule(left + state_from + state / 2 - 28 * mm, there + 3, 56 * mm);
    core.y = std::max(here, there) + 3 * gap;
}

void Paper::place_and_day(const std::string& place, Day day)
{
    const std::chrono::year_month_day date(day);
    core_->flow(
        fmt::format(
            "{}, ngày {:02} tháng {} năm {}", place, unsigned(date.day()), unsigned(date.month()),
            int(date.year())
        ),
        left, width, {.italic = true, .align = PANGO_ALIGN_RIGHT}
    );
    core_->y += 2 * gap;
}

void Paper::title(const std::string& text, const std::string& below)
{
    core_->flow(text, left, width, {.points = 14, .bold = true, .align = PANGO_ALIGN_CENTER});
    if (!below.empty())
        core_->flow(below, left, width, {.bold = true, .align = PANGO_ALIGN_CENTER});
    core_->y += 2 * gap;
}

void Paper::heading(const Noted& text)
{
    core_->need(4 * text_points); // never alone at the foot of a page
    core_->y += gap;
    core_->flow_noted(text, {.bold = true});
    core_->y += gap / 2;
}

void Paper::subheading(const Noted& text)
{
    core_->need(3 * text_points);
    core_->y += gap / 2;
    core_->flow_noted(text, {.italic = true});
}

void Paper::labelled(const std::vector<Fact>& facts)
{
    std::string text;
    Style style{.hanging = text_points * .6};
    for (const auto& fact : facts) {
        text += text.empty() ? "- " : "; ";
        add(text, style, fact.label);
        text += ": " + fact.value;
    }
    core_->flow(text, left, width, style);
}

void Paper::paragraph(const std::string& text)
{
    core_->flow(text, left, width, {.justify = true});
    core_->y += gap;
}

void Paper::facts(const std::vector<std::pair<std::string, std::string>>& facts)
{
    constexpr double names = 52 * mm;
    for (const auto& [name, value] : facts) {
        const auto high =
            std::max(core_->height(name, names - gap, {}), core_->height(value, width - names, {}));
        core_->need(high);
        core_->draw(name, left, core_->y, names - gap, {});
        core_->draw(value, left + names, core_->y, width - names, {.bold = true});
        core_->y += high + gap / 2;
    }
    core_->y += gap / 2;
}

void Paper::table(
    const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows
)
{
    auto& core = *core_;
    std::vector<std::string> heads;
    for (const auto& column : columns) heads.push_back(column.head);
    const Style head{.points = small_points, .bold = true}, usual{.points = small_points};
    constexpr double row_high_max = page_height - top - bottom - 12 * text_points;
    constexpr double row_points_min = 5;
    const auto head_rows = [&] {
        core.y += core.group_row(columns, head);
        core.y += core.row(columns, heads, head);
    };
    core.need(8 * text_points);
    head_rows();
    for (const auto& cells : rows) {
        const auto height_in = [&](const Style& style) {
            double high = 0;
            for (std::size_t i = 0; i < columns.size(); ++i)
                high = std::max(
                    high, core.height(cells.at(i), columns[i].share * width - 2 * cell_gap, style)
                );
            return high;
        };
        // A row that is higher than a page is set smaller: nothing of it is cut off.
        auto body = usual;
        while (height_in(body) > row_high_max && body.points > row_points_min) body.points -= 1;
        const auto high = height_in(body);
        if (core.need(high + 2 * cell_gap)) head_rows();
        core.y += core.row(columns, cells, body);
    }
    core.y += gap;
}

void Paper::close(const Closing& closing)
{
    constexpr double right_part = 78 * mm, high = code_side + 2 * small_points;
    auto& core = *core_;
    core.need(high);
    core.y += gap;
    core.qr_code(closing.address);
    core.draw(
        closing.beside, left + code_side + gap, core.y + gap,
        width - right_part - code_side - 2 * gap, {.points = small_points}
    );
    const auto x = left + width - right_part;
    const auto below =
        core.y +
        core.draw(closing.role, x, core.y, right_part, {.bold = true, .align = PANGO_ALIGN_CENTER});
    core.draw(
        fmt::format(
            "Ký số: {}\n{} {}", closing.holder, full_clock_text(closing.at),
            date_text(day_of(closing.at))
        ),
        x, below, right_part, {.points = small_points, .italic = true, .align = PANGO_ALIGN_CENTER}
    );
    core.y += high;
}

void Paper::signatures(const Signature& left_one, const Signature& right_one)
{
    constexpr double half = width / 2;
    constexpr double high = signing_room + 8 * text_points;
    auto& core = *core_;
    core.need(high);
    core.y += gap;
    // Line by line together, so that what corresponds stands side by side.
    const auto pair = [&](const std::string& a, const std::string& b, Style style) {
        style.align = PANGO_ALIGN_CENTER;
        core.y += std::max(
            core.draw(a, left, core.y, half - gap, style),
            core.draw(b, left + half, core.y, half, style)
        );
    };
    pair(left_one.above, right_one.above, {.italic = true});
    pair(left_one.role, right_one.role, {.bold = true});
    pair(left_one.hint, right_one.hint, {.points = small_points, .italic = true});
    core.y += signing_room;
    pair(left_one.name, right_one.name, {.bold = true});
    core.y += gap;
}

void Paper::code(const std::string& address, const std::string& beside)
{
    auto& core = *core_;
    core.need(code_side + gap);
    core.y += gap;
    core.qr_code(address);
    core.draw(
        beside, left + code_side + gap, core.y + gap, width - code_side - gap,
        {.points = small_points}
    );
    core.y += code_side;
}

std::string Paper::finish()
{
    cairo_show_page(core_->cairo);
    cairo_surface_finish(core_->surface);
    if (const auto status = cairo_surface_status(core_->surface); status != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error(
            fmt::format("the paper cannot be made: {}", cairo_status_to_string(status))
        );
    return archival_pdf(core_->bytes, core_->properties);
}

} // namespace tnung::document
