#include "gateway/dossier/dossier_state.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/vietnamese.hpp"

#include <array>
#include <cstdlib>
#include <utility>

namespace tnung::gateway {

namespace {

/// Folded labels of VNPT iGate and of lists as met in provinces, beside the national words.
constexpr auto labels = std::to_array<std::pair<std::string_view, DossierState>>({
    {"moi dang ky", DossierState::registered},
    {"dang ky moi truc tuyen", DossierState::registered},
    {"cho tiep nhan", DossierState::registered},
    {"moi tiep nhan", DossierState::accepted},
    {"duoc tiep nhan", DossierState::accepted},
    {"tiep nhan", DossierState::accepted},
    {"da tiep nhan", DossierState::accepted},
    {"tu choi", DossierState::refused},
    {"tu choi tiep nhan", DossierState::refused},
    {"cho bo sung", DossierState::supplement_asked},
    {"cho nop tien", DossierState::payment_asked},
    {"da tra", DossierState::result_given},
    {"khong tiep nhan", DossierState::refused},
    {"khong duoc tiep nhan", DossierState::refused},
    {"cho xu ly", DossierState::handling},
    {"dang xu ly", DossierState::handling},
    {"chuyen phong chuyen mon", DossierState::handling},
    {"cho ky duyet", DossierState::handling},
    {"cho thuc hien lien thong", DossierState::handling},
    {"da nhan ket qua lien thong", DossierState::handling},
    {"cho bo sung ho so", DossierState::supplement_asked},
    {"tam dung cho bo sung", DossierState::supplement_asked},
    {"yeu cau bo sung giay to", DossierState::supplement_asked},
    {"da bo sung - cho tiep nhan", DossierState::supplement_asked},
    {"cho thuc hien nghia vu tai chinh", DossierState::payment_asked},
    {"cho tra thong bao nghia vu tai chinh", DossierState::payment_asked},
    {"tam dung cho thuc hien nghia vu tai chinh", DossierState::payment_asked},
    {"yeu cau thuc hien nghia vu tai chinh", DossierState::payment_asked},
    {"cong dan yeu cau rut", DossierState::withdrawal_asked},
    {"cong dan yeu cau rut ho so", DossierState::withdrawal_asked},
    {"da rut", DossierState::withdrawal_asked},
    {"khong xu ly duoc", DossierState::stopped},
    {"dung xu ly", DossierState::stopped},
    {"da huy", DossierState::stopped},
    {"da xu ly xong", DossierState::result_ready},
    {"co ket qua", DossierState::result_ready},
    {"da co ket qua", DossierState::result_ready},
    {"da tra ket qua", DossierState::result_given},
});

} // namespace

std::string_view state_name(DossierState state)
{
    switch (state) {
    case DossierState::registered: return "Mới đăng ký";
    case DossierState::accepted: return "Được tiếp nhận";
    case DossierState::refused: return "Không được tiếp nhận";
    case DossierState::handling: return "Đang xử lý";
    case DossierState::supplement_asked: return "Yêu cầu bổ sung giấy tờ";
    case DossierState::payment_asked: return "Yêu cầu thực hiện nghĩa vụ tài chính";
    case DossierState::withdrawal_asked: return "Công dân yêu cầu rút hồ sơ";
    case DossierState::stopped: return "Dừng xử lý";
    case DossierState::result_ready: return "Đã xử lý xong";
    case DossierState::result_given: return "Đã trả kết quả";
    }
    std::abort();
}

std::optional<DossierState> parse_state(std::string_view label)
{
    const auto folded = text::fold(label);
    if (const auto number = parse_integer(folded)) {
        if (*number < state_min || *number > state_max) return std::nullopt;
        return DossierState(int(*number));
    }
    for (const auto& [known, state] : labels)
        if (folded == known) return state;
    return std::nullopt;
}

} // namespace tnung::gateway
