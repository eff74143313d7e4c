#include "foundation/html/html.hpp"

#include <gtest/gtest.h>

namespace tnung::html {
namespace {

TEST(Html, EscapesTextAndAttributesByConstruction)
{
    const std::string name = "<script>alert('H’Hoa')</script>";
    EXPECT_EQ(
        p({cls("a\"b"), name}).markup(),
        "<p class=\"a&quot;b\">&lt;script&gt;alert(&#39;H’Hoa&#39;)&lt;/script&gt;</p>"
    );
}

TEST(Html, RefusesAddressesThatRun)
{
    for (const auto* address :
         {"javascript:alert(1)", "data:text/html,x", "//elsewhere.example/",
          "http://plain.example/", "vbscript:x"})
        EXPECT_THROW(a({attr("href", address), "x"}), std::logic_error) << address;
    for (const auto* address :
         {"/ho-so?ma=H21:1", "#main", "https://zalo.me/1", "tel:02693000123", "?text=big"})
        EXPECT_NO_THROW(a({attr("href", address), "x"})) << address;
}

TEST(Html, InlinesOnlyTheSymbolsAsked)
{
    const auto node = sprite(
        IconSheet("<svg><symbol id=\"i-a\"><path/></symbol><symbol id=\"i-b\"></symbol></svg>"),
        {"b"}
    );
    EXPECT_NE(node.markup().find("i-b"), std::string::npos);
    EXPECT_EQ(node.markup().find("i-a"), std::string::npos);
    EXPECT_THROW(sprite(IconSheet("<svg></svg>"), {"c"}), std::logic_error);
}

TEST(Html, VoidElementsAndFlags)
{
    EXPECT_EQ(
        input({attr("name", "ma"), flag("required", true), flag("disabled", false)}).markup(),
        "<input name=\"ma\" required>"
    );
}

} // namespace
} // namespace tnung::html
