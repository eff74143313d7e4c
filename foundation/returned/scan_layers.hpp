#pragma once

#include <qpdf/QPDFObjGen.hh>
#include <qpdf/QPDFObjectHandle.hh>

#include <set>

namespace tnung::returned {

/// Optional content (ISO 32000-1, 8.11) as the document says it is shown when it is opened.
class Layers {
public:
    explicit Layers(QPDFObjectHandle root);

    /// Whether what belongs to the group, or to groups together, is seen by everybody: on a screen,
    /// at any size, and on paper. What is an expression is not.
    bool shown(QPDFObjectHandle group) const;

private:
    bool group_shown(QPDFObjectHandle group) const;

    bool shown_unless_off_ = true;
    std::set<QPDFObjGen> on_, off_, by_usage_;
};

} // namespace tnung::returned
