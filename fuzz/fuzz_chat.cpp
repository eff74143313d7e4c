#include "gateway/chat/chat_command.hpp"
#include "gateway/citizen/typed_code.hpp"

#include <cstdlib>

/// Whatever somebody types is some command; what it carries has the shape that it says.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace tnung;
    using namespace tnung::gateway;
    using Kind = ChatCommand::Kind;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto command = parse_chat(text, *parse_iso_day("2026-11-25"));
    if (command.kind == Kind::dossier && !command.code) std::abort();
    if (command.kind == Kind::number && command.digits.size() < 10) std::abort();
    if (command.kind == Kind::digits && command.digits.size() != 4 && command.digits.size() != 6)
        std::abort();
    if (const auto code = typed_code::recognised(text); code && code->size() < 7) std::abort();
    return 0;
}
