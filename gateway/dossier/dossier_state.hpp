#pragma once

#include <optional>
#include <string_view>

namespace tnung::gateway {

/// The national numeric list (field TrangThaiHoSo of the portal's synchronisation service).
enum class DossierState : int {
    registered = 1,       ///< Mới đăng ký
    accepted = 2,         ///< Được tiếp nhận
    refused = 3,          ///< Không được tiếp nhận
    handling = 4,         ///< Đang xử lý
    supplement_asked = 5, ///< Yêu cầu bổ sung giấy tờ
    payment_asked = 6,    ///< Yêu cầu thực hiện nghĩa vụ tài chính
    withdrawal_asked = 7, ///< Công dân yêu cầu rút hồ sơ
    stopped = 8,          ///< Dừng xử lý
    result_ready = 9,     ///< Đã xử lý xong
    result_given = 10,    ///< Đã trả kết quả
};

inline constexpr int state_min = 1;
inline constexpr int state_max = 10;

/// The official word.
std::string_view state_name(DossierState state);

/// From a number or a local system's label (VNPT iGate's are known); nothing for a stranger,
/// which is shown as `handling` and raises an alarm.
std::optional<DossierState> parse_state(std::string_view text);

} // namespace tnung::gateway
