#include "foundation/returned/scan_annotations.hpp"

#include "foundation/returned/refused.hpp"

#include <set>
#include <string>

namespace tnung::returned {

namespace {

using Object = QPDFObjectHandle;

constexpr int parents_max = 20;
constexpr long hidden_flag = 2;

const std::set<std::string> acting = {"/3D",         "/Movie", "/Screen",        "/RichMedia",
                                      "/Projection", "/Sound", "/FileAttachment"};
const std::set<std::string> silent = {"/Link", "/Popup"};

/// Its own or that of the field that it is a part of.
bool has_value(Object field)
{
    for (int up = 0; up < parents_max && field.isDictionary();
         ++up, field = field.getKey("/Parent"))
        if (field.hasKey("/V")) return true;
    return false;
}

bool shows_nothing(Object annotation, const std::string& kind)
{
    if (silent.contains(kind)) return true;
    auto flags = annotation.getKey("/F");
    if (flags.isInteger() && (flags.getIntValue() & hidden_flag) != 0) return true;
    return kind == "/Widget" && !has_value(annotation) && !annotation.hasKey("/AP") &&
           !annotation.hasKey("/MK");
}

} // namespace

void look_at_annotations(QPDFObjectHandle page, const Layers& layers)
{
    auto all = page.getKey("/Annots");
    if (!all.isArray()) return;
    for (auto& annotation : all.getArrayAsVector()) {
        if (!annotation.isDictionary()) continue;
        auto name = annotation.getKey("/Subtype");
        const auto kind = name.isName() ? name.getName() : std::string();
        if (acting.contains(kind)) refuse_it(PaperFault::active);
        if (shows_nothing(annotation, kind)) continue;
        refuse_it(
            layers.shown(annotation.getKey("/OC")) ? PaperFault::drawn_over
                                                   : PaperFault::hidden_layer
        );
    }
}

} // namespace tnung::returned
