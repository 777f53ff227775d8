// SPDX-License-Identifier: MIT
// OnRequest: somebody else asks for the end.
#pragma once

#include <descent/concepts/stopping_policy.hpp>

#include <stop_token>
#include <utility>

namespace descent::stop {

/// Stops at the first iterate after a stop was requested, from any thread, through the
/// std::stop_source that the token belongs to.
///
/// @param token  of the std::stop_source, or std::jthread, that may ask
///
/// Certifies  nothing: the run is cancelled
/// Expense    One atomic read per check; no evaluation, no allocation
class OnRequest {
public:
    explicit OnRequest(std::stop_token token) : token_{std::move(token)} {}

    static constexpr Outcome outcome = Outcome::cancelled;

    template <Parameters Theta>
    bool check(const Iterate<Theta>&) const {
        return token_.stop_requested();
    }

    template <Parameters Theta>
    StopRecord record(const Iterate<Theta>&) const {
        return {"stop::OnRequest", token_.stop_requested() ? 1. : 0., 1};
    }

private:
    std::stop_token token_;
};

} // namespace descent::stop
