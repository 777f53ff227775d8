// SPDX-License-Identifier: MIT
// The errors of the library, and `require`, which throws them.
#pragma once

#include <descent/core/message.hpp>
#include <descent/core/parameters.hpp>

#include <concepts>
#include <stdexcept>
#include <string_view>

namespace descent {

/// The base of every error that the library throws of its own.
class InvalidArgument : public std::invalid_argument {
public:
    using std::invalid_argument::invalid_argument;
};

/// A setting outside its range: a learning rate of -0.1, a tolerance of NaN.
class InvalidSetting : public InvalidArgument {
public:
    using InvalidArgument::InvalidArgument;
};

/// Shapes that do not fit each other, or nothing where something is needed.
class ShapeMismatch : public InvalidArgument {
public:
    using InvalidArgument::InvalidArgument;
};

/// A NaN or an infinity in the data or in the start.
class NonFiniteData : public InvalidArgument {
public:
    using InvalidArgument::InvalidArgument;
};

/// A label that is none, a negative weight: an entry of the data outside its range.
class InvalidData : public InvalidArgument {
public:
    using InvalidArgument::InvalidArgument;
};

/// A gradient that is not the gradient of its cost; `what` is the report of check_gradient.
class WrongGradient : public InvalidArgument {
public:
    using InvalidArgument::InvalidArgument;
};

/// Throws an Error that says the rule and the value which breaks it.
///
/// @param condition  what must hold
/// @param rule       "<type>: <what> must be <bound>"
/// @param value      the offending value, appended as ", got <value>"
/// @throws Error if the condition does not hold
template <class Error = InvalidSetting, class Value>
constexpr void require(bool condition, std::string_view rule, const Value& value) {
    if (!condition) {
        throw Error(Message(rule, ", got ", value).c_str());
    }
}

/// Throws unless what a part handed back has theta's shape; types that fix it are not asked.
///
/// @param rule  "<part>: <what> must have theta's shape, "
/// @throws ShapeMismatch
template <Parameters Theta>
constexpr void require_shape_of_theta(const Theta& theta, const Theta& given,
                                      std::string_view rule) {
    if constexpr (!is_of_fixed_shape<Theta>) {
        if (!same_shape(theta, given)) { // the message is made only if it is needed
            require<ShapeMismatch>(false, Message(rule, shape(theta)), shape(given));
        }
    }
}

/// A setting as theta's numbers hold it, which must be > 0 as the setting is: 1e-60 is 0 as a
/// float.
///
/// @throws InvalidSetting if it rounds to 0
template <std::floating_point Scalar>
constexpr Scalar positive_as(double setting, std::string_view name) {
    const auto rounded = static_cast<Scalar>(setting);
    if constexpr (sizeof(Scalar) < sizeof(double)) {
        if (rounded == Scalar(0)) {
            require(false, std::string(name) + " must be > 0 also in theta's own numbers", setting);
        }
    }
    return rounded;
}

} // namespace descent
