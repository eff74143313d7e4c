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

} // namespace tnung::gateway
