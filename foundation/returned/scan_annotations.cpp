#include "foundation/returned/scan_annotations.hpp"

#include "foundation/returned/refused.hpp"

#include <cmath>
#include <set>
#include <string>

namespace tnung::returned {

namespace {

using Object = QPDFObjectHandle;

constexpr int parents_max = 20;
constexpr long hidden_flag = 2;

const std::set<std::string> acting = {"/3D",         "/Movie", "/Screen",        "/RichMedia",
                                      "/Projection", "/Sound", "/FileAttachment"};

/// Its own entry, or that of the field that it is a part of.
Object inherited(Object field, const char* key)
{
    for (int up = 0; up < parents_max && field.isDictionary();
         ++up, field = field.getKey("/Parent"))
        if (field.hasKey(key)) return field.getKey(key);
    return Object::newNull();
}

bool is_empty(Object list)
{
    return list.isArray() && list.getArrayNItems() == 0;
}

/// How wide a link's frame is: `/BS` goes before `/Border`, whose third number it is (12.5.4).
double frame_width(Object link)
{
    if (is_empty(link.getKey("/C"))) return 0; // of no colour
    auto width = Object::newNull();
    if (auto style = link.getKey("/BS"); style.isDictionary())
        width = style.getKey("/W");
    else if (auto border = link.getKey("/Border"); border.isArray() && border.getArrayNItems() > 2)
        width = border.getArrayItem(2);
    return width.isNumber() ? width.getNumericValue() : 1;
}

bool shows_nothing(Object annotation, const std::string& kind)
{
    auto flags = annotation.getKey("/F");
    if (flags.isInteger() && (flags.getIntValue() & hidden_flag) != 0) return true;
    if (kind == "/Popup") {
        auto open = annotation.getKey("/Open");
        return !(open.isBool() && open.getBoolValue());
    }
    if (kind == "/Link") return !annotation.hasKey("/AP") && frame_width(annotation) == 0;
    if (kind != "/Widget" || annotation.hasKey("/AP") || annotation.hasKey("/MK")) return false;
    auto type = inherited(annotation, "/FT");
    // A list shows what can be chosen.
    const bool empty =
        type.isNameAndEquals("/Tx") || type.isNameAndEquals("/Btn") || type.isNameAndEquals("/Sig");
    return empty && inherited(annotation, "/V").isNull();
}

} // namespace

std::vector<Box> look_at_annotations(QPDFObjectHandle page, const Layers& layers)
{
    std::vector<Box> frames;
    auto all = page.getKey("/Annots");
    if (!all.isArray()) return frames;
    for (auto& annotation : all.getArrayAsVector()) {
        if (!annotation.isDictionary()) continue;
        auto name = annotation.getKey("/Subtype");
        const auto kind = name.isName() ? name.getName() : std::string();
        if (acting.contains(kind)) refuse_it(PaperFault::active);
        if (shows_nothing(annotation, kind)) continue;
        auto place = annotation.getKey("/Rect");
        if (kind == "/Link" && !annotation.hasKey("/AP") && place.isRectangle()) {
            const auto at = place.getArrayAsRectangle();
            frames.push_back(
                grown({at.llx, at.lly, at.urx, at.ury}, std::abs(frame_width(annotation)))
            );
            continue;
        }
        refuse_it(
            layers.shown(annotation.getKey("/OC")) ? PaperFault::drawn_over
                                                   : PaperFault::hidden_layer
        );
    }
    return frames;
}

} // namespace tnung::returned
