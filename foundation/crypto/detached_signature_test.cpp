// Signatures made by the command openssl, and by ourselves.
#include "foundation/crypto/detached_signature.hpp"

#include "foundation/base/durable_file.hpp"
#include "foundation/crypto/certificate.hpp"
#include "foundation/testing/scratch_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace tnung::crypto {
namespace {

using namespace std::chrono_literals;

class DetachedSignature : public ::testing::Test {
protected:
    /// Runs `openssl` in the scratch folder.
    void openssl(const std::string& arguments)
    {
        const auto command =
            fmt::format("cd '{}' && openssl {} 2>/dev/null", (scratch / "").string(), arguments);
        ASSERT_EQ(std::system(command.c_str()), 0) << arguments;
    }
    std::string file(const std::string& name) { return whole_file(scratch / name).value_or(""); }
    void write(const std::string& name, const std::string& bytes)
    {
        std::ofstream(scratch / name, std::ios::binary) << bytes;
    }
    /// An authority and a person whom it vouches for.
    void SetUp() override
    {
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out "
                "ca.pem -days 3650 -utf8 -subj '/CN=CA thử nghiệm' "
                "-addext basicConstraints=critical,CA:TRUE");
        write("who.ext", "keyUsage=critical,nonRepudiation\n");
        certify("who");
        write("paper", paper);
    }
    void certify(const std::string& name)
    {
        openssl(fmt::format(
            "req -newkey rsa:2048 -nodes -keyout {0}.key -out {0}.csr -utf8 "
            "-subj '/CN=Rơ Châm H’Hoa/UID=CCCD:064178000418'",
            name
        ));
        openssl(fmt::format(
            "x509 -req -in {0}.csr -CA ca.pem -CAkey ca.key -set_serial 0x7b01 -days 365 "
            "-extfile {0}.ext -out {0}.pem",
            name
        ));
    }
    std::string signature(const std::string& more)
    {
        openssl(
            "cms -sign -binary -in paper -outform DER -out paper.p7s -signer who.pem -inkey "
            "who.key " +
            more
        );
        return file("paper.p7s");
    }
    Instant now() const
    {
        return std::chrono::time_point_cast<Instant::duration>(std::chrono::system_clock::now());
    }
    Result<Signer, SignatureFault> check(const std::string& made)
    {
        return check_detached(paper, made, Anchors(file("ca.pem")), now());
    }

    testing::ScratchFolder scratch;
    const std::string paper = "Bản kê khai tài sản, thu nhập\n";
};

TEST_F(DetachedSignature, SaysWhoSignedAndWhoVouches)
{
    const auto signer = check(signature("-md sha256"));
    ASSERT_TRUE(signer);
    EXPECT_EQ(signer->holder, "Rơ Châm H’Hoa");
    EXPECT_EQ(signer->issuer, "CA thử nghiệm");
    EXPECT_EQ(signer->serial, "7b01");
    EXPECT_TRUE(signer->trusted);
    ASSERT_TRUE(signer->said_at);
    EXPECT_LT(std::chrono::abs(*signer->said_at - now()), 1min);
    EXPECT_LE(signer->valid_from, now());
    EXPECT_GT(signer->valid_until, now() + 300 * 24h);
}

TEST_F(DetachedSignature, WhatFollowsItIsNoPartOfIt)
{
    EXPECT_TRUE(check(signature("-md sha256") + std::string(4000, '\0')));
}

TEST_F(DetachedSignature, OfOtherBytesIsBroken)
{
    const auto made = signature("-md sha512");
    EXPECT_EQ(
        check_detached(paper + " ", made, Anchors(file("ca.pem")), now()).error(),
        SignatureFault::broken
    );
    // The bytes that it carries itself are not those that are asked about.
    const auto carries = signature("-md sha256 -nodetach");
    EXPECT_EQ(
        check_detached("khác", carries, Anchors(file("ca.pem")), now()).error(),
        SignatureFault::broken
    );
}

TEST_F(DetachedSignature, ByAForgeableHashIsRefused)
{
    EXPECT_EQ(check(signature("-md sha1")).error(), SignatureFault::outdated);
    EXPECT_EQ(check(signature("-md md5")).error(), SignatureFault::outdated);
}

TEST_F(DetachedSignature, NobodyVouchesForAStranger)
{
    const auto made = signature("-md sha256");
    openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout o.key -out o.pem "
            "-subj '/CN=Khac'");
    const auto signer = check_detached(paper, made, Anchors(file("o.pem")), now());
    ASSERT_TRUE(signer) << "whole, though nobody vouches for it";
    EXPECT_FALSE(signer->trusted);
    EXPECT_FALSE(check_detached(paper, made, Anchors(""), now())->trusted) << "no anchor at all";
}

TEST_F(DetachedSignature, ACertificateIsHeldToItsDaysAndItsUse)
{
    const auto made = signature("-md sha256");
    EXPECT_FALSE(check_detached(paper, made, Anchors(file("ca.pem")), now() + 366 * 24h)->trusted);
    EXPECT_FALSE(check_detached(paper, made, Anchors(file("ca.pem")), now() - 24h)->trusted);
    write("who.ext", "keyUsage=critical,keyEncipherment\n");
    certify("who");
    EXPECT_FALSE(check(signature("-md sha256"))->trusted) << "that key is not for signing";
}

TEST_F(DetachedSignature, WhatIsNoneIsMalformed)
{
    EXPECT_EQ(check("").error(), SignatureFault::malformed);
    EXPECT_EQ(check("không phải chữ ký").error(), SignatureFault::malformed);
    EXPECT_EQ(check(signature("-md sha256 -nocerts")).error(), SignatureFault::malformed);
    const auto made = signature("-md sha256");
    for (std::size_t length = 0; length < made.size(); length += 7)
        EXPECT_FALSE(check(made.substr(0, length))) << length;
}

TEST_F(DetachedSignature, OursIsOneToo)
{
    make_self_signed(scratch / "ours.pem", scratch / "ours.key", "Tỉnh Gia Lai", now());
    const SigningCertificate ours(scratch / "ours.pem", scratch / "ours.key");
    const auto signer = check_detached(
        paper, ours.sign_detached(paper, now()), Anchors(file("ca.pem") + file("ours.pem")), now()
    );
    ASSERT_TRUE(signer);
    EXPECT_EQ(signer->holder, "Tỉnh Gia Lai");
    EXPECT_TRUE(signer->trusted);
}

TEST(Anchors, RefuseWhatIsNoCertificate)
{
    EXPECT_THROW(
        Anchors("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        std::runtime_error
    );
}

} // namespace
} // namespace tnung::crypto
