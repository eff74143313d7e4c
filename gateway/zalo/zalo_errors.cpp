#include "gateway/zalo/zalo_errors.hpp"

namespace tnung::gateway {

ZaloOutcome outcome_of(int error)
{
    switch (error) {
    case 0: return ZaloOutcome::accepted;
    case -124:
    case -216:
    case -220: return ZaloOutcome::renew_token;
    case -32:
    case -100:
    case -200: return ZaloOutcome::transient;
    case -133:
    case -234: return ZaloOutcome::night;
    case -144:
    case -147:
    case -1441:
    case -1471:
    case -1472: return ZaloOutcome::quota;
    case -108:
    case -110:
    case -114:
    case -118:
    case -119:
    case -134:
    case -139:
    case -140:
    case -141:
    case -213:
    case -217:
    case -218:
    case -227:
    case -230:
    case -232:
    case -244: return ZaloOutcome::unreachable;
    case -109:
    case -111:
    case -112:
    case -1121:
    case -1122:
    case -1124:
    case -113:
    case -1131:
    case -116:
    case -117:
    case -130:
    case -131:
    case -132:
    case -146:
    case -249: return ZaloOutcome::template_refused;
    default: return ZaloOutcome::needs_person;
    }
}

std::string_view error_in_words(int error_code)
{
    switch (error_code) {
    case -118: return "Số này chưa có tài khoản Zalo.";
    case -114:
    case -119: return "Tài khoản Zalo này không nhận được tin.";
    case -139:
    case -140:
    case -141:
    case -244: return "Người này đã từ chối nhận loại tin này.";
    case -213:
    case -230:
    case -232: return "Người này lâu không nhắn với trang, nên không nhắn trong trò chuyện được.";
    case -32: return "Zalo đang nhận quá nhiều tin.";
    case -133: return "Zalo không cho gửi ban đêm.";
    case -144: return "Tài khoản đã hết lượt tin trong ngày.";
    case -124:
    case -216: return "Khóa kết nối với Zalo hết hạn.";
    case -131:
    case -146: return "Mẫu tin đang bị Zalo tạm khóa.";
    case 503: return "Zalo tạm ngừng phục vụ.";
    default: return "";
    }
}

} // namespace tnung::gateway
