#include "gateway/webhook/sms_receipt_pages.hpp"

#include "gateway/notice/notice_store.hpp"
#include "gateway/sms/sms_receipt.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace tnung::gateway {

namespace {

std::string_view word_for(SmsReceiptRefusal refusal)
{
    switch (refusal) {
    case SmsReceiptRefusal::bad_signature: return "bad_signature";
    case SmsReceiptRefusal::not_one_object: return "not_one_object";
    case SmsReceiptRefusal::wrong_field: return "wrong_field";
    case SmsReceiptRefusal::too_old: return "too_old";
    }
    std::abort();
}

} // namespace

http::Response SmsReceiptPages::post(const http::Request& request)
{
    const auto now = clock_.now();
    const auto receipt = read_sms_receipt(
        request.body, request.header("x-signature"), settings_.receipt_secret, now
    );
    if (!receipt) {
        metrics_
            .counter(
                "tnung_sms_receipts_refused_total", "SMS receipts refused, by cause",
                fmt::format("cause=\"{}\"", word_for(receipt.error()))
            )
            .add();
        return http::text_response(
            receipt.error() == SmsReceiptRefusal::bad_signature ? 401 : 400, "refused\n"
        );
    }
    auto tx = pool_.begin();
    bool goes_on = false;
    if (receipt->delivered)
        notice_store::mark_delivered_by_tracking(tx, receipt->reference, now);
    else
        goes_on = notice_store::mark_failed_by_tracking(tx, receipt->reference, now);
    tx.commit();
    if (goes_on) enqueued_();
    return http::text_response(200, "ok\n");
}

} // namespace tnung::gateway
