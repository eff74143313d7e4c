#include "foundation/metrics/metrics.hpp"

#include <fmt/format.h>

namespace tnung::metrics {

void Histogram::observe(std::chrono::duration<double> duration)
{
    std::size_t bucket = 0;
    while (bucket < bounds.size() && duration.count() > bounds[bucket]) ++bucket;
    buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
    microseconds_.fetch_add(std::int64_t(duration.count() * 1e6), std::memory_order_relaxed);
}

std::string Histogram::exposition(std::string_view name, std::string_view labels) const
{
    const std::string comma = labels.empty() ? "" : ",";
    std::string text;
    std::int64_t total = 0;
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        total += buckets_[i].load(std::memory_order_relaxed);
        text +=
            fmt::format("{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, comma, bounds[i], total);
    }
    total += buckets_.back().load(std::memory_order_relaxed);
    text += fmt::format("{}_bucket{{{}{}le=\"+Inf\"}} {}\n", name, labels, comma, total);
    const auto braces = labels.empty() ? std::string() : fmt::format("{{{}}}", labels);
    text += fmt::format("{}_sum{} {}\n", name, braces, double(microseconds_.load()) / 1e6);
    text += fmt::format("{}_count{} {}\n", name, braces, total);
    return text;
}

Registry::Family&
Registry::family(std::string_view name, std::string_view help, std::string_view type)
{
    auto found = families_.find(name);
    if (found == families_.end())
        found = families_
                    .emplace(
                        std::string(name), Family{std::string(help), std::string(type), {}, {}, {}}
                    )
                    .first;
    return found->second;
}

Counter& Registry::counter(std::string_view name, std::string_view help, std::string_view labels)
{
    const std::lock_guard lock(mutex_);
    auto& slot = family(name, help, "counter").counters[std::string(labels)];
    if (!slot) slot = &counters_.emplace_back();
    return *slot;
}

Histogram&
Registry::histogram(std::string_view name, std::string_view help, std::string_view labels)
{
    const std::lock_guard lock(mutex_);
    auto& slot = family(name, help, "histogram").histograms[std::string(labels)];
    if (!slot) slot = &histograms_.emplace_back();
    return *slot;
}

void Registry::gauge(std::string_view name, std::string_view help, std::function<double()> value)
{
    const std::lock_guard lock(mutex_);
    family(name, help, "gauge").gauge = std::move(value);
}

std::string Registry::exposition() const
{
    // Gauges may take their time and fail: they are read without the lock, each for itself.
    std::map<std::string, std::function<double()>, std::less<>> gauges;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [name, family] : families_)
            if (family.gauge) gauges.emplace(name, family.gauge);
    }
    std::map<std::string, double, std::less<>> read;
    for (const auto& [name, gauge] : gauges) {
        try {
            read.emplace(name, gauge());
        } catch (const std::exception&) {
            // Left out: an alarm on its absence tells.
        }
    }
    const std::lock_guard lock(mutex_);
    std::string text;
    for (const auto& [name, family] : families_) {
        text += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, family.help, name, family.type);
        for (const auto& [labels, counter] : family.counters)
            text += fmt::format(
                "{}{} {}\n", name, labels.empty() ? "" : "{" + labels + "}", counter->value()
            );
        for (const auto& [labels, histogram] : family.histograms)
            text += histogram->exposition(name, labels);
        if (const auto found = read.find(name); found != read.end())
            text += fmt::format("{} {}\n", name, found->second);
    }
    return text;
}

} // namespace tnung::metrics
