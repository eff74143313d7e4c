#include "gateway/case/case_parts.hpp"

#include "foundation/base/bytes.hpp"

#include "gateway/dossier_notice/dossier_subject.hpp"
#include "gateway/dossier_notice/notice_text.hpp"
#include "gateway/page/state_look.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

using namespace html;

namespace {

const Words vietnamese{Language::vi};

} // namespace

std::string kind_word(const std::string& kind)
{
    const auto known = parse_notice_kind(kind);
    return known ? notice_status(*known, vietnamese) : kind;
}

Node state_chip(const Assets& assets, int state)
{
    const auto look = look_of(DossierState(state));
    return span(
        {cls(std::string(look.shape) + " sm"), attr("data-tone", std::string(look.tone)),
         desk_icon(assets, look.icon), status_of(DossierState(state), vietnamese)}
    );
}

std::string case_path(std::int64_t id, std::string_view act)
{
    return fmt::format("{}{}{}", DossierSubject::desk_path(id), act.empty() ? "" : "/", act);
}

Node call_forms(const Desk& desk, std::int64_t task_id)
{
    const auto one = [&](const char* value, const char* word, bool first) {
        return act_form(
            desk, fmt::format("/can-bo/goi/{}", task_id),
            {hidden("ket-qua", value), button({cls(first ? "btn block" : "btn plain block"), word})}
        );
    };
    return join(
        {one("gap", "Đã gặp, đã báo", true), one("khong-nghe", "Không nghe máy", false),
         one("sai-nguoi", "Sai người", false)}
    );
}

} // namespace tnung::gateway
