#pragma once

#include "gateway/desk/desk.hpp"

namespace tnung::gateway {

/// Systems that push events and their keys, for the administrator.
class SenderPages {
public:
    explicit SenderPages(const DeskFrame& frame) : frame_(frame) {}
    DeskRoutes routes() const;

private:
    http::Response
    shown_again(const DeskRequest& asked, const char* what, const html::Node& card) const;
    http::Response senders(const DeskRequest& asked) const;
    http::Response add_sender(const DeskRequest& asked) const;
    http::Response set_verify_key(const DeskRequest& asked) const;
    http::Response revoke_sender(const DeskRequest& asked) const;

    const DeskFrame& frame_;
};

} // namespace tnung::gateway
