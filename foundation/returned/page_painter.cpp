#include "foundation/returned/page_painter.hpp"

#include "foundation/returned/pdf_bytes.hpp"
#include "foundation/returned/refused.hpp"
#include "foundation/returned/scan_image.hpp"

#include <algorithm>
#include <cmath>

namespace tnung::returned {

namespace {

using Object = QPDFObjectHandle;

constexpr std::size_t depth_max = 16;   ///< of pages within pages, twice
constexpr std::size_t states_max = 500; ///< that wait to be taken up again
constexpr std::size_t operands_max = 200;
constexpr Box unit{0, 0, 1, 1};
constexpr double number_max = 1e9;

/// What each operator is given (annex A): n a number, i a whole one, s a text, a a list, N a name,
/// d a dictionary or a name; * whatever it is. Other readers take the last of too many, or none.
const std::map<std::string, std::string_view> operators = {
    {"q", ""},    {"Q", ""},       {"cm", "nnnnnn"}, {"w", "n"},    {"J", "i"},    {"j", "i"},
    {"M", "n"},   {"d", "an"},     {"ri", "N"},      {"i", "n"},    {"gs", "N"},   {"m", "nn"},
    {"l", "nn"},  {"c", "nnnnnn"}, {"v", "nnnn"},    {"y", "nnnn"}, {"h", ""},     {"re", "nnnn"},
    {"S", ""},    {"s", ""},       {"f", ""},        {"F", ""},     {"f*", ""},    {"B", ""},
    {"B*", ""},   {"b", ""},       {"b*", ""},       {"n", ""},     {"W", ""},     {"W*", ""},
    {"BT", ""},   {"ET", ""},      {"Tc", "n"},      {"Tw", "n"},   {"Tz", "n"},   {"TL", "n"},
    {"Tf", "Nn"}, {"Tr", "i"},     {"Ts", "n"},      {"Td", "nn"},  {"TD", "nn"},  {"Tm", "nnnnnn"},
    {"T*", ""},   {"Tj", "s"},     {"TJ", "a"},      {"'", "s"},    {"\"", "nns"}, {"CS", "N"},
    {"cs", "N"},  {"SC", "*"},     {"SCN", "*"},     {"sc", "*"},   {"scn", "*"},  {"G", "n"},
    {"g", "n"},   {"RG", "nnn"},   {"rg", "nnn"},    {"K", "nnnn"}, {"k", "nnnn"}, {"sh", "N"},
    {"Do", "N"},  {"MP", "N"},     {"DP", "Nd"},     {"BMC", "N"},  {"BDC", "Nd"}, {"EMC", ""},
    {"BX", ""},   {"EX", ""}};

bool is_of_kind(Object given, char kind)
{
    switch (kind) {
    case 'n': return given.isNumber();
    case 'i': return given.isInteger();
    case 's': return given.isString();
    case 'a': return given.isArray();
    case 'N': return given.isName();
    default: return given.isName() || given.isDictionary();
    }
}

bool are_operands(const std::vector<Object>& given, std::string_view kinds)
{
    if (kinds == "*") return true;
    if (given.size() != kinds.size()) return false;
    for (std::size_t i = 0; i < kinds.size(); ++i)
        if (!is_of_kind(given[i], kinds[i])) return false;
    return true;
}

/// What inline images abbreviate (tables 93 and 94).
const std::map<std::string, std::string> inline_keys = {
    {"/BPC", "/BitsPerComponent"}, {"/CS", "/ColorSpace"}, {"/D", "/Decode"},
    {"/DP", "/DecodeParms"},       {"/F", "/Filter"},      {"/H", "/Height"},
    {"/IM", "/ImageMask"},         {"/I", "/Interpolate"}, {"/W", "/Width"}};
const std::map<std::string, std::string> inline_names = {
    {"/G", "/DeviceGray"},       {"/RGB", "/DeviceRGB"},      {"/CMYK", "/DeviceCMYK"},
    {"/I", "/Indexed"},          {"/AHx", "/ASCIIHexDecode"}, {"/A85", "/ASCII85Decode"},
    {"/LZW", "/LZWDecode"},      {"/Fl", "/FlateDecode"},     {"/RL", "/RunLengthDecode"},
    {"/CCF", "/CCITTFaxDecode"}, {"/DCT", "/DCTDecode"}};

Object full_name(Object name)
{
    const auto found = inline_names.find(name.getName());
    return found == inline_names.end() ? name : Object::newName(found->second);
}

Object entry(Object dictionary, const std::string& key)
{
    return dictionary.isDictionary() ? dictionary.getKey(key) : Object::newNull();
}

/// In a device's own colours: what a profile or a measure makes of the same numbers may be black.
bool is_white(const Ink& ink)
{
    Object space = ink.space;
    const bool adds = space.isNameAndEquals("/DeviceGray") || space.isNameAndEquals("/DeviceRGB");
    if (ink.values.empty() || (!adds && !space.isNameAndEquals("/DeviceCMYK"))) return false;
    const double white = adds ? 1 : 0;
    return std::ranges::all_of(ink.values, [&](double one) { return one == white; });
}

/// Whether another reader may find the end of an image in the middle of its bytes.
bool may_end_within(std::string_view bytes)
{
    for (auto at = bytes.find("EI"); at != std::string_view::npos; at = bytes.find("EI", at + 1)) {
        const bool before = at > 0 && is_blank(bytes[at - 1]);
        if (before && (at + 2 == bytes.size() || is_blank(bytes[at + 2]))) return true;
    }
    return false;
}

} // namespace

std::string content_bytes(const QPDFObjectHandle& stream, DrawingBudget& budget)
{
    auto content = unpacked(stream, budget.content_bytes, Unpack::keep);
    if (content.broken) refuse_it(PaperFault::no_paper);
    if (content.more) refuse_it(PaperFault::too_large);
    budget.content_bytes -= content.size;
    return std::move(content.bytes);
}

double number_in(const std::vector<QPDFObjectHandle>& given, std::size_t place)
{
    if (place >= given.size()) refuse_it(PaperFault::no_paper);
    auto number = given[place];
    if (!number.isNumber()) refuse_it(PaperFault::no_paper);
    const auto value = number.getNumericValue();
    if (!(std::abs(value) <= number_max)) refuse_it(PaperFault::no_paper);
    return value;
}

/// Hands on each operator with what stands before it.
class PagePainter::Words final : public QPDFObjectHandle::ParserCallbacks {
public:
    explicit Words(PagePainter& painter) : painter_(painter) {}
    void handleObject(QPDFObjectHandle word, std::size_t, std::size_t) override
    {
        if (painter_.budget_.words == 0) refuse_it(PaperFault::too_large);
        --painter_.budget_.words;
        if (word.isInlineImage())
            painter_.draw_inline(word);
        else if (word.isOperator()) {
            painter_.act(word.getOperatorValue(), given_);
            given_.clear();
        } else if (given_.size() < operands_max)
            given_.push_back(word);
        else
            refuse_it(PaperFault::no_paper);
    }
    void handleEOF() override {}

private:
    PagePainter& painter_;
    Operands given_;
};

PagePainter::PagePainter(
    QPDF& pdf, PageDrawing& drawing, const Layers& layers, DrawingBudget& budget, const Box& seen
)
    : pdf_(pdf), drawing_(drawing), layers_(layers), budget_(budget), seen_(seen)
{
    Clip page;
    page.box = seen;
    page.upright = true;
    now_.clip = std::make_shared<const Clip>(std::move(page));
    now_.fill = now_.stroke = {Object::newName("/DeviceGray"), {0}};
    now_.font = std::make_shared<const Font>();
}

void PagePainter::paint(const std::string& content, QPDFObjectHandle resources)
{
    if (levels_.size() == depth_max) refuse_it(PaperFault::no_paper);
    levels_.push_back({resources, states_.size(), {}});
    auto stream = Object::newStream(&pdf_, content);
    const auto warned = pdf_.numWarnings();
    Words words(*this);
    Object::parseContentStream(stream, &words);
    // What had to be guessed at others would guess otherwise.
    if (pdf_.numWarnings() != warned || in_inline_) refuse_it(PaperFault::no_paper);
    if (states_.size() > level().states_before) {
        now_ = states_[level().states_before];
        states_.resize(level().states_before);
    }
    levels_.pop_back();
}

void PagePainter::act(const std::string& name, Operands& given)
{
    if (name == "BI") {
        in_inline_ = true;
        return;
    }
    if (name == "ID") {
        inline_head_ = given;
        return;
    }
    if (name == "EI") {
        in_inline_ = false;
        return;
    }
    const auto known = operators.find(name);
    if (known == operators.end() || !are_operands(given, known->second))
        refuse_it(PaperFault::no_paper);
    (void
    )(act_on_state(name, given) || act_on_path(name, given) || act_on_colour(name, given) ||
      act_on_text(name, given) || act_on_content(name, given));
}

bool PagePainter::act_on_state(const std::string& name, Operands& given)
{
    if (name == "q") {
        if (states_.size() == states_max) refuse_it(PaperFault::no_paper);
        states_.push_back(now_);
    } else if (name == "Q") {
        if (states_.size() == level().states_before) {
            over_ = true;
            return true;
        }
        now_ = std::move(states_.back());
        states_.pop_back();
    } else if (name == "cm") {
        now_.matrix.concat(
            {number_in(given, 0), number_in(given, 1), number_in(given, 2), number_in(given, 3),
             number_in(given, 4), number_in(given, 5)}
        );
        if (!is_sane(now_.matrix)) refuse_it(PaperFault::no_paper);
    } else if (name == "w") {
        now_.line_width = number_in(given, 0);
    } else if (name == "M") {
        now_.mitre_limit = number_in(given, 0);
    } else if (name == "gs") {
        set_state(resource("/ExtGState", given[0].getName()));
    } else {
        return false;
    }
    return true;
}

void PagePainter::set_state(QPDFObjectHandle dictionary)
{
    if (!dictionary.isDictionary()) refuse_it(PaperFault::no_paper);
    if (auto width = dictionary.getKey("/LW"); width.isNumber())
        now_.line_width = number_in({width}, 0);
    if (auto limit = dictionary.getKey("/ML"); limit.isNumber())
        now_.mitre_limit = number_in({limit}, 0);
    if (auto opacity = dictionary.getKey("/ca"); opacity.isNumber())
        now_.opacity = std::clamp(opacity.getNumericValue(), 0., 1.);
    if (auto opacity = dictionary.getKey("/CA"); opacity.isNumber())
        now_.stroke_opacity = std::clamp(opacity.getNumericValue(), 0., 1.);
    auto blending = dictionary.getKey("/BM");
    if (blending.isArray() && blending.getArrayNItems() > 0) blending = blending.getArrayItem(0);
    if (blending.isName()) now_.blending = blending.getName();
    if (now_.blending == "/Compatible") now_.blending = "/Normal";
    for (const auto* key : {"/TR", "/TR2"}) { // turns colours into others as they are drawn
        auto turned = dictionary.getKey(key);
        if (!turned.isNull() && !turned.isNameAndEquals("/Identity") &&
            !turned.isNameAndEquals("/Default"))
            refuse_it(PaperFault::unknown_image);
    }
    auto mask = dictionary.getKey("/SMask");
    if (!mask.isNull()) now_.soft_mask = !mask.isNameAndEquals("/None");
    auto font = dictionary.getKey("/Font");
    if (font.isArray() && font.getArrayNItems() == 2 && font.getArrayItem(1).isNumber())
        set_font(font.getArrayItem(0), number_in({font.getArrayItem(1)}, 0));
}

bool PagePainter::act_on_colour(const std::string& name, Operands& given)
{
    if (name == "g")
        set_colour(now_.fill, "/DeviceGray", given);
    else if (name == "rg")
        set_colour(now_.fill, "/DeviceRGB", given);
    else if (name == "k")
        set_colour(now_.fill, "/DeviceCMYK", given);
    else if (name == "G")
        set_colour(now_.stroke, "/DeviceGray", given);
    else if (name == "RG")
        set_colour(now_.stroke, "/DeviceRGB", given);
    else if (name == "K")
        set_colour(now_.stroke, "/DeviceCMYK", given);
    else if (name == "sc" || name == "scn")
        set_colour(now_.fill, nullptr, given);
    else if (name == "SC" || name == "SCN")
        set_colour(now_.stroke, nullptr, given);
    else if (name == "cs" || name == "CS") {
        auto& ink = name == "cs" ? now_.fill : now_.stroke;
        ink = {given[0], {}};
        const auto kind = given[0].getName();
        if (kind == "/Pattern")
            ink.pattern = true;
        else if (!kind.starts_with("/Device"))
            ink.space = resource("/ColorSpace", kind);
        if (ink.space.isNull()) refuse_it(PaperFault::no_paper);
        ink.space = meant_by_page(ink.space);
    } else {
        return false;
    }
    return true;
}

void PagePainter::set_colour(Ink& ink, const char* space, const Operands& given)
{
    if (space != nullptr) ink.space = Object::newName(space);
    ink.pattern = !given.empty() && QPDFObjectHandle(given.back()).isName();
    ink.values.clear();
    ink.white = false;
    if (ink.pattern) return;
    for (std::size_t i = 0; i < given.size(); ++i) ink.values.push_back(number_in(given, i));
    ink.space = meant_by_page(ink.space);
    ink.white = is_white(ink);
}

/// A page may mean other colours by a device's (8.6.5.6); else the space itself.
QPDFObjectHandle PagePainter::meant_by_page(const QPDFObjectHandle& space)
{
    for (const auto* name : {"Gray", "RGB", "CMYK"})
        if (QPDFObjectHandle(space).isNameAndEquals(std::string("/Device") + name))
            if (auto meant = resource("/ColorSpace", std::string("/Default") + name);
                !meant.isNull())
                return meant;
    return space;
}

bool PagePainter::act_on_content(const std::string& name, Operands& given)
{
    if (name == "Do") {
        draw(given[0].getName());
    } else if (name == "sh") {
        mark(Mark::Kind::other, now_.clip->box);
    } else if (name == "BMC" || name == "BDC") {
        bool hidden = false;
        if (given.size() == 2 && given[0].isNameAndEquals("/OC") && given[1].isName()) {
            auto group = resource("/Properties", given[1].getName());
            if (group.isNull()) refuse_it(PaperFault::no_paper); // others may find one
            hidden = !layers_.shown(group);
        }
        if (level().content_hidden.size() == states_max) refuse_it(PaperFault::no_paper);
        level().content_hidden.push_back(hidden);
    } else if (name == "EMC") {
        if (!level().content_hidden.empty()) level().content_hidden.pop_back();
    } else {
        return false;
    }
    return true;
}

QPDFObjectHandle PagePainter::resource(const char* kind, const std::string& name)
{
    return entry(entry(level().resources, kind), name);
}

/// In a layer that is hidden, or in something that is in one.
void PagePainter::demand_shown(QPDFObjectHandle group) const
{
    bool shown = layers_.shown(group);
    for (const auto& level : levels_)
        shown = shown && std::ranges::none_of(level.content_hidden, std::identity());
    if (!shown) refuse_it(PaperFault::hidden_layer);
}

void PagePainter::draw(const std::string& name)
{
    if (budget_.images == 0) refuse_it(PaperFault::too_large);
    --budget_.images;
    auto object = resource("/XObject", name);
    if (!object.isStream()) refuse_it(PaperFault::no_paper); // others may find one
    auto head = object.getDict();
    auto kind = head.getKey("/Subtype");
    if (kind.isNameAndEquals("/PS") || head.getKey("/Subtype2").isNameAndEquals("/PS") ||
        head.hasKey("/PS"))
        refuse_it(PaperFault::active);
    if (kind.isNameAndEquals("/Form"))
        draw_form(object);
    else if (kind.isNameAndEquals("/Image"))
        draw_image(object);
    else
        refuse_it(PaperFault::no_paper);
}

void PagePainter::draw_form(QPDFObjectHandle form)
{
    auto head = form.getDict();
    // As a group it would be mixed with what is below it as a whole.
    if (head.getKey("/Group").isDictionary() && (now_.opacity != 1 || now_.blending != "/Normal"))
        refuse_it(PaperFault::unknown_image);
    const auto before = now_;
    const auto text = text_, line = line_;
    if (auto group = head.getKey("/Group"); group.isDictionary()) {
        now_.in_group = true;
        auto knockout = group.getKey("/K");
        now_.in_knockout = now_.in_knockout || (knockout.isBool() && knockout.getBoolValue());
    }
    if (auto matrix = head.getKey("/Matrix"); matrix.isMatrix())
        now_.matrix.concat(QPDFMatrix(matrix.getArrayAsMatrix()));
    if (!is_sane(now_.matrix)) refuse_it(PaperFault::no_paper);
    auto box = head.getKey("/BBox");
    if (!box.isRectangle()) refuse_it(PaperFault::no_paper);
    const auto all = box.getArrayAsRectangle();
    clip_to({all.llx, all.lly, all.urx, all.ury});
    auto resources = head.getKey("/Resources");
    if (!resources.isDictionary()) resources = level().resources;
    const auto content = content_bytes(form, budget_);
    // Whether it is shown matters for what it paints, not for invisible text.
    levels_.push_back({resources, states_.size(), {!layers_.shown(head.getKey("/OC"))}});
    paint(content, resources);
    levels_.pop_back();
    now_ = before;
    text_ = text;
    line_ = line;
}

void PagePainter::draw_image(QPDFObjectHandle image, bool in_content)
{
    DrawnImage drawn{
        .image = image,
        .space = Object::newNull(),
        .in_content = in_content,
        .place = now_.matrix,
        .clip = now_.clip,
        .ink = now_.fill,
        .opacity = now_.opacity,
        .blending = now_.blending};
    auto colours = image.getDict().getKey("/ColorSpace");
    if (colours.isName())
        if (auto meant = meant_by_page(colours); !meant.isName()) drawn.space = meant;
    if (over_) refuse_it(PaperFault::no_paper);
    drawn.box = met(placed(now_.matrix, unit), now_.clip->box);
    if (drawn.box.empty() || drawn.opacity == 0) return; // nobody sees it
    demand_shown(image.getDict().getKey("/OC"));
    const bool inked = image.getDict().getKey("/ImageMask").isBool() &&
                       image.getDict().getKey("/ImageMask").getBoolValue();
    if (now_.soft_mask || now_.text_clips || (inked && drawn.ink.pattern))
        refuse_it(PaperFault::unknown_image);
    demand_mixable();
    drawn.covers = is_upright(now_.matrix) && now_.clip->upright && drawn.opacity == 1 &&
                   drawn.blending == "/Normal" && !shows_what_is_below(image);
    drawing_.images.push_back(std::move(drawn));
}

/// Drawn anew there are no groups: within one it would have been mixed with nothing else.
void PagePainter::demand_mixable() const
{
    if ((now_.in_group && now_.blending != "/Normal") || (now_.in_knockout && now_.opacity != 1))
        refuse_it(PaperFault::unknown_image);
}

void PagePainter::draw_inline(QPDFObjectHandle data)
{
    if (budget_.images == 0) refuse_it(PaperFault::too_large);
    --budget_.images;
    const auto bytes = data.getInlineImageValue();
    if (may_end_within(bytes)) refuse_it(PaperFault::unknown_image);
    auto image = Object::newStream(&pdf_, bytes);
    auto head = image.getDict();
    for (std::size_t i = 0; i + 1 < inline_head_.size(); i += 2) {
        if (!inline_head_[i].isName()) refuse_it(PaperFault::no_paper);
        const auto known = inline_keys.find(inline_head_[i].getName());
        const auto key = known == inline_keys.end() ? inline_head_[i].getName() : known->second;
        auto value = inline_head_[i + 1];
        if (value.isName()) {
            if (auto own = resource("/ColorSpace", value.getName());
                key == "/ColorSpace" && !own.isNull())
                value = own;
            else
                value = full_name(value);
        } else if (value.isArray() && (key == "/Filter" || key == "/ColorSpace")) {
            auto names = Object::newArray();
            for (auto& one : value.getArrayAsVector())
                names.appendItem(one.isName() ? full_name(one) : one);
            value = names;
        }
        if (head.hasKey(key)) refuse_it(PaperFault::no_paper); // which of them is taken differs
        head.replaceKey(key, value);
    }
    inline_head_.clear();
    draw_image(image, true);
}

void PagePainter::mark(Mark::Kind kind, Box box)
{
    if (!is_sane(box) || over_) refuse_it(PaperFault::no_paper);
    box = met(box, now_.clip->box);
    if (box.empty()) return;
    demand_shown(Object::newNull());
    if (budget_.marks == 0) refuse_it(PaperFault::too_large);
    --budget_.marks;
    drawing_.marks.push_back({kind, box, drawing_.images.size()});
}

} // namespace tnung::returned
