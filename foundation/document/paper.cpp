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
constexpr double gap = 6, cell_gap = 4;
constexpr const char* family = "Liberation Serif";

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
};

} // namespace

struct Paper::Core {
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
    void next_page()
    {
        cairo_show_page(cairo);
        ++page;
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
};

Paper::Paper(const std::string& title, const std::string& author, Instant made_at)
    : core_(std::make_unique<Core>())
{
    core_->surface =
        cairo_pdf_surface_create_for_stream(keep, &core_->bytes, page_width, page_height);
    cairo_pdf_surface_set_metadata(core_->surface, CAIRO_PDF_METADATA_TITLE, title.c_str());
    cairo_pdf_surface_set_metadata(core_->surface, CAIRO_PDF_METADATA_AUTHOR, author.c_str());
    const auto at = iso_text(std::chrono::floor<std::chrono::seconds>(made_at));
    cairo_pdf_surface_set_metadata(
        core_->surface, CAIRO_PDF_METADATA_CREATE_DATE,
        (at.substr(0, 19) + at.substr(at.size() - 6)).c_str()
    );
    core_->cairo = cairo_create(core_->surface);
}

Paper::~Paper() = default;

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
    auto here = from + core.draw(above, left, from, organisations, plain);
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

void Paper::heading(const std::string& text)
{
    core_->need(4 * text_points); // never alone at the foot of a page
    core_->y += gap;
    core_->flow(text, left, width, {.bold = true});
    core_->y += gap / 2;
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
    const Style head{.points = small_points, .bold = true}, body{.points = small_points};
    core.need(4 * text_points);
    core.y += core.row(columns, heads, head);
    for (const auto& cells : rows) {
        double high = 0;
        for (std::size_t i = 0; i < columns.size(); ++i)
            high = std::max(
                high, core.height(cells.at(i), columns[i].share * width - 2 * cell_gap, body)
            );
        if (core.need(high + 2 * cell_gap)) core.y += core.row(columns, heads, head);
        core.y += core.row(columns, cells, body);
    }
    core.y += gap;
}

void Paper::close(const Closing& closing)
{
    constexpr double side = 25 * mm, right_part = 78 * mm, high = side + 2 * small_points;
    auto& core = *core_;
    core.need(high);
    core.y += gap;
    const auto code = qr::encode(closing.address, qr::Correction::medium);
    const double module = side / (code.size + 2 * qr::quiet_zone);
    for (int row = 0; row < code.size; ++row)
        for (int column = 0; column < code.size; ++column)
            if (code.is_dark(column, row))
                cairo_rectangle(
                    core.cairo, left + (column + qr::quiet_zone) * module,
                    core.y + (row + qr::quiet_zone) * module, module, module
                );
    cairo_fill(core.cairo);
    core.draw(
        closing.beside, left + side + gap, core.y + gap, width - right_part - side - 2 * gap,
        {.points = small_points}
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

std::string Paper::finish()
{
    cairo_show_page(core_->cairo);
    cairo_surface_finish(core_->surface);
    if (const auto status = cairo_surface_status(core_->surface); status != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error(
            fmt::format("the paper cannot be made: {}", cairo_status_to_string(status))
        );
    return std::move(core_->bytes);
}

} // namespace tnung::document
