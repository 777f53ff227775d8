// SPDX-License-Identifier: MIT
// OnRequest: somebody else asks for the end.
#pragma once

#include <descent/concepts/stopping_policy.hpp>

#include <concepts>
#include <utility>

namespace descent::stop {

/// Stops at the first iterate after a stop was requested, from any thread, through the
/// std::stop_source that the token belongs to.
///
/// @param token  of the std::stop_source, or std::jthread, that may ask
///
/// Any other type that can say whether a stop was requested serves as well; the header of
/// std::stop_token is for the user to include.
///
/// Certifies  nothing: the run is cancelled
/// Expense    One atomic read per check; no evaluation, no allocation
template <class Token>
    requires std::copy_constructible<Token> && requires(const Token& token) {
        { token.stop_requested() } -> std::convertible_to<bool>;
    }
class OnRequest {
public:
    explicit OnRequest(Token token) : token_{std::move(token)} {}

    static constexpr Outcome outcome = Outcome::cancelled;

    struct Memory {
        bool requested = false; ///< at the last check: by now somebody may have asked
    };

    template <Parameters Theta>
    Memory init(const Iterate<Theta>&) const {
        return {};
    }

    template <Parameters Theta>
    bool check(Memory& memory, const Iterate<Theta>&) const {
        memory.requested = token_.stop_requested();
        return memory.requested;
    }

    template <Parameters Theta>
    StopRecord record(const Memory& memory, const Iterate<Theta>&) const {
        return {"stop::OnRequest", memory.requested ? 1. : 0., 1};
    }

private:
    Token token_;
};

} // namespace descent::stop
