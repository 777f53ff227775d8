// SPDX-License-Identifier: MIT
// What the programs take on their command lines.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace descent::benchmarks {

/// Ends the program, which was called wrongly.
[[noreturn]] inline void refuse(const std::string& usage) {
    std::fprintf(stderr, "usage: %s\n", usage.c_str());
    std::exit(2);
}

/// The number that an argument is; ends the program unless it is a whole one >= 1.
template <class Number>
Number positive(std::string_view argument, const std::string& usage) {
    Number number = 0;
    const char* end = argument.data() + argument.size();
    const auto [rest, error] = std::from_chars(argument.data(), end, number);
    if (error != std::errc{} || rest != end || number < 1) {
        refuse(usage);
    }
    return number;
}

/// `program [part [rounds]]`: which of its parts to run, all if none is named, in how many rounds.
class Arguments {
public:
    /// Ends the program unless these are arguments that it takes.
    Arguments(int count, char** given, std::vector<std::string> parts) : parts_{std::move(parts)} {
        std::string usage = std::string{given[0]} + " [part [rounds]], rounds >= 1, part one of";
        for (const std::string& part : parts_) {
            usage += ' ' + part;
        }
        if (count > 1) {
            const auto named = std::find(parts_.begin(), parts_.end(), given[1]);
            if (named == parts_.end() || count > 3) {
                refuse(usage);
            }
            parts_ = {std::string{*named}};
        }
        if (count > 2) {
            rounds = positive<int>(given[2], usage);
        }
    }

    bool wanted(std::string_view part) const {
        return std::find(parts_.begin(), parts_.end(), part) != parts_.end();
    }

    int rounds = 11;

private:
    std::vector<std::string> parts_;
};

} // namespace descent::benchmarks
