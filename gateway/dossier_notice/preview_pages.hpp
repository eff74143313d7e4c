#pragma once

#include "gateway/desk/desk.hpp"
#include "gateway/dossier_notice/notice_rules.hpp"
#include "gateway/zalo/zalo_templates.hpp"

namespace tnung::gateway {

/// What people read, word for word, before anybody is told: each kind of notice in each language,
/// on every way it goes out.
class PreviewPages {
public:
    PreviewPages(
        const DeskFrame& frame, const NoticeRules& rules, const ZaloTemplates& templates,
        std::string page_origin
    )
        : frame_(frame), rules_(rules), templates_(templates), page_origin_(std::move(page_origin))
    {
    }
    DeskRoutes routes() const;

private:
    http::Response previews(const DeskRequest& asked) const;

    const DeskFrame& frame_;
    const NoticeRules& rules_;
    const ZaloTemplates& templates_;
    const std::string page_origin_;
};

} // namespace tnung::gateway
