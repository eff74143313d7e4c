#include "gateway/lookup/lookup_pages.hpp"

#include <fmt/format.h>

#include <array>

namespace tnung::gateway {

using namespace html;

namespace {

enum class Turn { citizen, agency, nobody };

/// How one state reads at level 0: no name, no procedure, no amount, no reason.
struct StateWords {
    const char* chip;
    const char* tone;
    const char* icon;
    Turn turn;
    const char* heading;
    const char* todo;
    int step; ///< of the four below
};

StateWords words_of(DossierState state)
{
    switch (state) {
    case DossierState::registered:
        return {
            "Mới đăng ký",
            "stone",
            "send",
            Turn::agency,
            "Hồ sơ đã gửi đến, cơ quan sẽ trả lời trong ngày làm việc kế tiếp",
            "Ông (bà) chưa phải làm gì.",
            0};
    case DossierState::accepted:
        return {
            "Được tiếp nhận",
            "lake",
            "inbox",
            Turn::agency,
            "Hồ sơ đã được tiếp nhận",
            "Ông (bà) chưa phải làm gì. Ngày hẹn trả ghi trên giấy tiếp nhận.",
            1};
    case DossierState::refused:
        return {
            "Không được tiếp nhận",
            "danger",
            "circle-x",
            Turn::citizen,
            "Cơ quan chưa nhận được hồ sơ này",
            "Ông (bà) xem lý do trong phiếu từ chối, sửa rồi nộp lại.",
            0};
    case DossierState::handling:
        return {
            "Đang xử lý",
            "lake",
            "hourglass",
            Turn::agency,
            "Cơ quan đang làm hồ sơ này",
            "Ông (bà) chưa phải làm gì. Ngày hẹn trả ghi trên giấy tiếp nhận.",
            2};
    case DossierState::supplement_asked:
        return {
            "Cần bổ sung giấy tờ",
            "earth",
            "file-plus",
            Turn::citizen,
            "Hồ sơ cần ông (bà) nộp thêm giấy tờ",
            "Giấy cần thêm và hạn nộp ghi trong phiếu yêu cầu bổ sung.",
            2};
    case DossierState::payment_asked:
        return {
            "Cần nộp tiền",
            "earth",
            "hand-coins",
            Turn::citizen,
            "Hồ sơ có khoản ông (bà) cần nộp",
            "Số tiền và hạn nộp ghi trong thông báo nộp tiền.",
            2};
    case DossierState::withdrawal_asked:
        return {
            "Xin rút hồ sơ",
            "stone",
            "undo",
            Turn::agency,
            "Cơ quan đã nhận yêu cầu rút hồ sơ",
            "Ông (bà) chưa phải làm gì. Cơ quan sẽ trả lời.",
            2};
    case DossierState::stopped:
        return {
            "Dừng xử lý",
            "stone",
            "octagon-pause",
            Turn::nobody,
            "Cơ quan đã dừng xử lý hồ sơ này",
            "Lý do ghi trong thông báo dừng giải quyết.",
            2};
    case DossierState::result_ready:
        return {
            "Có kết quả",
            "leaf",
            "package-check",
            Turn::citizen,
            "Hồ sơ đã có kết quả",
            "Mời ông (bà) đến nhận, mang theo giấy hẹn và căn cước.",
            3};
    case DossierState::result_given:
        return {
            "Đã trả kết quả",
            "leaf",
            "check-check",
            Turn::nobody,
            "Hồ sơ đã trả kết quả",
            "Ông (bà) không phải làm gì thêm. Nếu chưa nhận, hãy gọi nơi nộp hồ sơ.",
            4};
    }
    std::abort();
}

Node turn_chip(Turn turn, const StateWords& words)
{
    switch (turn) {
    case Turn::citizen: {
        return span(
            {cls("chip fill"), attr("data-tone", "earth"), icon(words.icon), "Đến lượt ông (bà)"}
        );
    }
    case Turn::agency:
        return span({cls("chip"), attr("data-tone", "lake"), icon(words.icon), "Đến lượt cơ quan"});
    case Turn::nobody:
        return span({cls("chip open"), attr("data-tone", "stone"), icon(words.icon), "Đã kết thúc"}
        );
    }
    std::abort();
}

/// Earth marks the step that waits for the citizen and nothing else.
std::string current_class(const StateWords& words)
{
    if (std::string_view(words.tone) == "danger") return "now bad";
    return words.turn == Turn::citizen ? "now" : "now theirs";
}

Node road(const StateWords& words)
{
    constexpr std::array<std::pair<const char*, const char*>, 4> steps = {
        {{"Gửi đến", "send"},
         {"Tiếp nhận", "inbox"},
         {"Xử lý", "hourglass"},
         {"Nhận kết quả", "package-check"}}};
    std::vector<Node> items;
    for (int i = 0; i < int(steps.size()); ++i) {
        const auto& [name, symbol] = steps[std::size_t(i)];
        const bool done = i < words.step;
        const bool now = i == words.step;
        const auto state = done ? "Đã xong" : now ? words.chip : "Chưa đến";
        items.push_back(
            li({now    ? cls(current_class(words))
                : done ? flag("class", false)
                       : cls("next"),
                now ? attr("aria-current", "step") : flag("aria-current", false),
                span({cls("dot"), icon(done ? "check" : symbol)}), h3({name}),
                p({cls("small muted"), state})})
        );
    }
    return section(
        {cls("stack"), attr("aria-labelledby", "road"),
         h2({attr("id", "road"), "Chặng đường của hồ sơ"}), ol({cls("timeline"), items})}
    );
}

Node find_form(const LookupView& view)
{
    const bool bad =
        view.problem == LookupProblem::not_a_code || view.problem == LookupProblem::not_found;
    std::vector<Node> error;
    if (view.problem == LookupProblem::not_a_code)
        error.push_back(p(
            {cls("error"), attr("id", "ma-e"), icon("circle-alert"),
             "Mã này chưa đúng dạng. Mã có ba phần nối bằng dấu gạch, ví dụ H21.12.34-261124-0007."}
        ));
    if (view.problem == LookupProblem::not_found)
        error.push_back(
            p({cls("error"), attr("id", "ma-e"), icon("circle-alert"),
               fmt::format(
                   "Không có hồ sơ mã {}. Ông (bà) xem lại 4 số cuối trên giấy hẹn.", view.code
               )})
        );
    return form(
        {cls("stack"), attr("action", "/tra-cuu"), attr("method", "get"), attr("role", "search"),
         div(
             {cls(bad ? "field bad" : "field"), label({attr("for", "ma"), "Mã hồ sơ"}),
              p({cls("hint"), attr("id", "ma-h"),
                 "Ghi ở đầu giấy tiếp nhận, cạnh mã QR. Gõ không dấu, có khoảng trống cũng được."}),
              join(error),
              input(
                  {attr("id", "ma"), attr("name", "ma"), attr("type", "text"),
                   attr("value", view.typed), attr("autocomplete", "off"),
                   attr("autocapitalize", "characters"), attr("spellcheck", "false"),
                   attr("maxlength", "100"), flag("required", true),
                   attr("aria-describedby", bad ? "ma-h ma-e" : "ma-h"),
                   bad ? attr("aria-invalid", "true") : flag("aria-invalid", false)}
              )}
         ),
         button({cls("btn block"), icon("search"), "Xem hồ sơ đến đâu"})}
    );
}

Node follow_card(const LookupView& view)
{
    return section(
        {cls("card stack s"), attr("aria-labelledby", "follow"),
         h2({attr("id", "follow"), "Được báo mà không cần hỏi"}),
         p({"Mỗi khi hồ sơ có việc mới, chúng tôi nhắn qua Zalo vào số điện thoại ghi trong hồ sơ."}
         ),
         p(
             {a({cls("btn plain block"), attr("href", view.oa_link), icon("message-circle"),
                 "Mở trang Zalo của tỉnh"})}
         )}
    );
}

} // namespace

std::string lookup_title(const LookupView& view)
{
    return view.state ? fmt::format("{}, hồ sơ {}", words_of(*view.state).chip, view.code)
                      : "Tra cứu hồ sơ";
}

std::vector<std::string> lookup_icons()
{
    return {"search",        "circle-alert", "message-circle", "check", "info",
            "map-pin",       "lock",         "send",           "inbox", "circle-x",
            "hourglass",     "file-plus",    "hand-coins",     "undo",  "octagon-pause",
            "package-check", "check-check"};
}

Node lookup_content(const LookupView& view)
{
    if (!view.state) {
        std::vector<Node> note;
        if (view.problem == LookupProblem::too_often)
            note.push_back(div(
                {cls("note"), attr("data-tone", "sun"), icon("info"),
                 div({p({"Mạng này đã tra cứu nhiều lần. Ông (bà) chờ một phút rồi thử lại."})})}
            ));
        return join(
            {section(
                 {cls("stack"), h1({"Hồ sơ của ông (bà) đến đâu rồi?"}), join(note),
                  find_form(view)}
             ),
             follow_card(view)}
        );
    }
    const auto words = words_of(*view.state);
    return join({
        section(
            {cls("stack s"), p({turn_chip(words.turn, words)}), h1({words.heading}),
             p({words.todo}), p({cls("small muted"), "Mã hồ sơ ", span({cls("code"), view.code})})}
        ),
        road(words),
        section(
            {cls("card stack s"), attr("aria-labelledby", "ask"),
             h2({attr("id", "ask"), "Hỏi ở đâu?"}),
             p({cls("row keep"), icon("map-pin"),
                span({"Trung tâm Phục vụ hành chính công nơi ông (bà) nộp hồ sơ, theo số điện "
                      "thoại ghi trên giấy tiếp nhận."})}),
             p({cls("row keep small muted"), icon("lock"),
                span({"Trang này ai biết mã cũng mở được, nên không ghi tên, thủ tục, số tiền hay "
                      "lý do."})})}
        ),
        follow_card(view),
        p({a({attr("href", "/"), "Tra cứu mã khác"})}),
    });
}

} // namespace tnung::gateway
