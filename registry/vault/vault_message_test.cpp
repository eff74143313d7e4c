#include "registry/vault/vault_message.hpp"

#include <gtest/gtest.h>

namespace tnung::registry {
namespace {

TEST(VaultMessage, RequestsAndRepliesComeBackAsTheyWere)
{
    const VaultRequest request{
        .act = VaultRequest::Act::write_draft,
        .session = "s3cret",
        .record = Id<VaultRecord>{4711},
        .version = 12,
        .read_act = ReadAct::print,
        .purpose = "Đối chiếu \"với\" năm trước\n",
        .domain = "unit:H21.5",
        .content = std::string("bytes\0as they are", 17)};
    EXPECT_EQ(parse_vault_request(to_frame(request)), request);
    const VaultReply opened{std::nullopt, Id<VaultRecord>{4711}, 12, "nội dung", true};
    EXPECT_EQ(parse_vault_reply(to_frame(opened)), opened);
    const VaultReply begun{
        .record = Id<VaultRecord>{4711}, .version = 3, .content = "", .found = true};
    EXPECT_EQ(parse_vault_reply(to_frame(begun)), begun);
    for (int i = 0; i <= int(VaultRefusal::failed); ++i) {
        VaultReply refused;
        refused.refusal = VaultRefusal(i);
        EXPECT_EQ(parse_vault_reply(to_frame(refused)), refused);
    }
}

TEST(VaultMessage, WhatIsNoneIsRefused)
{
    const auto good =
        to_frame(VaultRequest{.session = "s", .record = Id<VaultRecord>{1}, .version = 1});
    ASSERT_TRUE(parse_vault_request(good));
    const auto with_head = [&](std::string head) {
        return parse_vault_request({std::move(head), good.content}).has_value();
    };
    EXPECT_FALSE(with_head(""));
    EXPECT_FALSE(with_head("[]"));
    EXPECT_FALSE(with_head("{}"));
    EXPECT_FALSE(with_head(R"({"act":"erase","read_act":"declaration.read"})"));
    EXPECT_FALSE(with_head(R"({"act":"read","read_act":"declaration.anything"})"));
    EXPECT_FALSE(with_head(R"({"act":"read","read_act":"declaration.read","version":-1})"));
    EXPECT_FALSE(with_head(R"({"act":"read","read_act":"declaration.read","version":99999999999})")
    );
    EXPECT_FALSE(parse_vault_request(to_frame(VaultRequest{
        .purpose = std::string(vault_purpose_bytes_max + 1, 'x')})));
    EXPECT_FALSE(parse_vault_reply({R"({"refused":"perhaps"})", ""}));
}

} // namespace
} // namespace tnung::registry
