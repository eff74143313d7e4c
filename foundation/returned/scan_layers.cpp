#include "foundation/returned/scan_layers.hpp"

#include <vector>

namespace tnung::returned {

namespace {

using Object = QPDFObjectHandle;

void add_groups(Object list, std::set<QPDFObjGen>& into)
{
    if (!list.isArray()) return;
    for (auto& group : list.getArrayAsVector())
        if (group.isIndirect()) into.insert(group.getObjGen());
}

Object entry(Object dictionary, const char* key)
{
    return dictionary.isDictionary() ? dictionary.getKey(key) : Object::newNull();
}

} // namespace

Layers::Layers(QPDFObjectHandle root)
{
    auto shown = entry(entry(root, "/OCProperties"), "/D");
    shown_unless_off_ = !entry(shown, "/BaseState").isNameAndEquals("/OFF");
    add_groups(entry(shown, "/ON"), on_);
    add_groups(entry(shown, "/OFF"), off_);
    auto usages = entry(shown, "/AS");
    if (usages.isArray())
        for (auto& usage : usages.getArrayAsVector()) add_groups(entry(usage, "/OCGs"), by_usage_);
}

bool Layers::shown(QPDFObjectHandle group) const
{
    if (!group.isDictionary()) return true;
    if (!group.getKey("/Type").isNameAndEquals("/OCMD")) return group_shown(group);
    if (!group.getKey("/VE").isNull()) return false;
    auto named = group.getKey("/OCGs");
    auto members = named.isArray() ? named.getArrayAsVector() : std::vector<Object>{named};
    std::size_t count = 0, on = 0;
    for (auto& member : members) {
        if (!member.isDictionary()) continue;
        ++count;
        if (group_shown(member)) ++on;
    }
    if (count == 0) return true;
    auto policy = group.getKey("/P");
    if (policy.isNameAndEquals("/AllOn")) return on == count;
    if (policy.isNameAndEquals("/AnyOff")) return on < count;
    if (policy.isNameAndEquals("/AllOff")) return on == 0;
    return on > 0;
}

bool Layers::group_shown(QPDFObjectHandle group) const
{
    const auto id = group.getObjGen();
    if (off_.contains(id) || (!shown_unless_off_ && !on_.contains(id))) return false;
    if (!by_usage_.contains(id)) return true;
    auto usage = group.getKey("/Usage");
    if (!entry(usage, "/Zoom").isNull()) return false;
    for (const auto& [key, state] :
         {std::pair{"/View", "/ViewState"}, {"/Print", "/PrintState"}, {"/Export", "/ExportState"}})
        if (entry(entry(usage, key), state).isNameAndEquals("/OFF")) return false;
    return true;
}

} // namespace tnung::returned
