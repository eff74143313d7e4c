#pragma once

#include <string>
#include <string_view>

/// Named places between two durable steps, where a rehearsal lets the process die as by kill -9
/// (bin/crash). Nothing happens unless one was armed.
namespace tnung::crash_point {

/// Before any thread starts: the process ends at its `passing`th way past `name`, from 1.
void arm(std::string name, int passing);
void pass(std::string_view name);

} // namespace tnung::crash_point
