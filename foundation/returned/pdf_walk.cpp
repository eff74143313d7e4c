#include "foundation/returned/pdf_walk.hpp"

#include <set>
#include <string>
#include <vector>

namespace tnung::returned {

namespace {

/// Keys that stand only where something acts, or where a file is inside the file.
const std::set<std::string> acting_keys = {"/JS", "/AA",  "/EmbeddedFiles",
                                           "/EF", "/XFA", "/RichMediaContent"};
/// Acts that do something by themselves (12.6.4). An address that opens when somebody presses it
/// (`URI`) stays: apps on phones write theirs below each page that they scan.
const std::set<std::string> acts_known = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR",       "/GoToE",
    "/Movie",      "/Sound",  "/Rendition",  "/ResetForm",  "/SetOCGState", "/RichMediaExecute"};

/// An empty dictionary, or one of empty lists (`<< /Names [] >>`).
bool is_empty(QPDFObjectHandle one)
{
    if (one.isArray()) return one.getArrayNItems() == 0;
    if (!one.isDictionary()) return one.isNull();
    for (auto& [key, value] : one.getDictAsMap())
        if (!value.isArray() || value.getArrayNItems() > 0) return false;
    return true;
}

} // namespace

bool acts(const QPDFObjectHandle& dictionary)
{
    auto one = dictionary;
    for (const auto& key : one.getKeys()) {
        if (key == "/OpenAction" || key == "/A") {
            auto act = one.getKey(key);
            auto kind = act.isDictionary() ? act.getKey("/S") : act;
            // A place to open at is no act.
            if (act.isDictionary() && !kind.isNameAndEquals("/GoTo") &&
                (key == "/OpenAction" || !kind.isNameAndEquals("/URI")))
                return true;
            continue;
        }
        if (acting_keys.contains(key) && !is_empty(one.getKey(key))) return true;
    }
    auto act = one.getKey("/S");
    if (act.isName() && acts_known.contains(act.getName())) return true;
    auto type = one.getKey("/Type");
    return type.isNameAndEquals("/EmbeddedFile") || type.isNameAndEquals("/Filespec");
}

Walked walk(
    const QPDFObjectHandle& top, std::size_t objects_max,
    const std::function<bool(const QPDFObjectHandle&)>& enters
)
{
    Walked walked;
    std::set<QPDFObjGen> known;
    std::vector<QPDFObjectHandle> waiting{top};
    std::size_t looked_at = 0;
    while (!waiting.empty()) {
        auto one = waiting.back();
        waiting.pop_back();
        if (one.isScalar() || !enters(one)) continue;
        if (one.isIndirect() && !known.insert(one.getObjGen()).second) continue;
        if (++looked_at > objects_max) {
            walked.within_bounds = false;
            return walked;
        }
        if (one.isArray())
            for (auto& item : one.getArrayAsVector()) waiting.push_back(item);
        auto dictionary = one.isStream() ? one.getDict() : one;
        if (!dictionary.isDictionary()) continue;
        if (acts(dictionary)) {
            walked.acts = true;
            return walked;
        }
        for (auto& [key, value] : dictionary.getDictAsMap()) waiting.push_back(value);
    }
    return walked;
}

} // namespace tnung::returned
